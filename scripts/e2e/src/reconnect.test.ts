// How soon a page is right once it is connected again.
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("reconnect");
const [a, b] = world.storefronts;

/** Far beyond the second that is the aim: a busy machine is no fault of the page. */
const FAR = 15_000;

beforeAll(() => world.shop("release", "1"));

/** Notes when the page's sockets open. Runs in the page, before its script. */
function noteOpens(): void {
  const Native = window.WebSocket;
  const noted = window as unknown as { opened: number[] };
  noted.opened = [];
  window.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("open", () => noted.opened.push(performance.now()));
    }
  };
}

/** How long after its last socket opened the page has all of these, in milliseconds. Runs in the page. */
function rightAfter(selectors: readonly string[]): Promise<number> {
  const noted = window as unknown as { opened: number[] };
  return new Promise((resolve) => {
    const look = () => {
      if (selectors.every((selector) => document.querySelector(selector))) {
        observer.disconnect();
        resolve(performance.now() - (noted.opened.at(-1) ?? 0));
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    look();
  });
}

async function measure(page: Page, what: string, selectors: readonly string[]): Promise<void> {
  const ms = await page.evaluate(rightAfter, selectors);
  console.log(`${what}: right ${Math.round(ms)} ms after its socket opened`);
  expect(ms).toBeLessThan(FAR);
}

test("a page is right soon after its storefront is back, without a reload", async () => {
  const anna = await world.person();
  await anna.addInitScript(noteOpens);
  const tab = await Tab.open(anna, a.url);
  const other = await Tab.open(anna, b.url);
  await tab.add(1);
  await other.holds(1);
  await a.end();
  await other.add(2);
  await other.holds(1, 2);
  await world.shop("release", "2");
  await world.stock(1, 0);
  const right = measure(tab.page, "restart", [
    '.size-container__entry[value="14"]',
    '.size-container__entry--level-out[value="1"]',
    '.cart-item-out[data-item-id="1"]',
    '.cart-item[data-item-id="2"]',
  ]);
  await a.start();
  await tab.page.bringToFront();
  await right;
  expect(tab.loads).toBe(1);
  await anna.close();
});
