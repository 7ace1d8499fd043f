// How soon a page is right once it is connected again, or shown again.
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { Balancer } from "./balancer";
import { backToKept, handedOn, keep } from "./kept";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("reconnect");
const [a, b] = world.storefronts;

/** Far beyond the second that is the aim: a busy machine is no fault of the page. */
const FAR = 15_000;

beforeAll(() => world.shop("release", "1"));

/** When the page's sockets opened, its network was back, it was shown; and whether it had been kept. */
interface Noted {
  readonly at: { [what: string]: number };
  kept: boolean;
}

/** Runs in the page, before its script. */
function note(): void {
  const Native = window.WebSocket;
  const noted: Noted = { at: {}, kept: false };
  Object.assign(window, { noted });
  const mark = (what: string) => {
    noted.at[what] = performance.now();
  };
  window.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("open", () => mark("its socket opened"));
    }
  };
  window.addEventListener("online", () => mark("its network was back"));
  window.addEventListener("pageshow", ({ persisted }) => {
    noted.kept = persisted;
    mark("it was shown");
  });
}

/** How long after a moment the page has all of these, in milliseconds. Runs in the page. */
function rightAfter([what, selectors]: readonly [string, readonly string[]]): Promise<number> {
  const { noted } = window as unknown as { noted: Noted };
  return new Promise((resolve) => {
    const look = () => {
      if (selectors.every((selector) => document.querySelector(selector))) {
        observer.disconnect();
        resolve(performance.now() - (noted.at[what] ?? Number.NaN));
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    look();
  });
}

async function measure(page: Page, what: string, selectors: readonly string[]): Promise<void> {
  const ms = await page.evaluate(rightAfter, [what, selectors] as const);
  console.log(`right ${Math.round(ms)} ms after ${what}`);
  expect(ms).toBeLessThan(FAR);
}

/** What a page shows when another tab put an item in the cart, a product came out and a size sold out. */
function right(added: number, released: number, gone: number): string[] {
  return [
    `.size-container__entry[value="${released}"]`,
    `.size-container__entry--level-out[value="${gone}"]`,
    `.cart-item-out[data-item-id="${gone}"]`,
    `.cart-item[data-item-id="${added}"]`,
  ];
}

test("a page is right soon after its storefront is back, without a reload", async () => {
  const anna = await world.person();
  await anna.addInitScript(note);
  const tab = await Tab.open(anna, a.url);
  const other = await Tab.open(anna, b.url);
  await tab.add(1);
  await other.holds(1);
  await a.end();
  await other.add(2);
  await other.holds(1, 2);
  await world.shop("release", "2");
  await world.stock(1, 0);
  const measured = measure(tab.page, "its socket opened", right(2, 14, 1));
  await a.start();
  await tab.page.bringToFront();
  await measured;
  expect(tab.loads).toBe(1);
  await anna.close();
});

test("a page is right soon after its network is back, without a reload", async () => {
  const network = await Balancer.open(a.url);
  const anna = await world.person();
  await anna.addInitScript(note);
  const tab = await Tab.open(anna, network.url);
  await tab.add(3);
  await tab.holds(3);
  await anna.setOffline(true);
  network.cut();
  await tab.page.waitForSelector("text=Reconnecting… stock may be out of date");
  const cart = await tab.secret();
  await fetch(`${b.url}/cart/items`, {
    method: "POST",
    headers: { Cookie: `footfall_cart=${cart}` },
    body: new URLSearchParams({ item_id: "4" }),
    redirect: "manual",
  });
  await world.shop("release", "3");
  await world.stock(3, 0);
  network.prefer(a.url);
  const measured = measure(tab.page, "its network was back", right(4, 27, 3));
  await anna.setOffline(false);
  await measured;
  expect(tab.loads).toBe(1);
  await anna.close();
  network.close();
});

test("a page that the browser kept is right soon after Back shows it again", async () => {
  const anna = await world.person(handedOn);
  await keep(anna);
  await anna.addInitScript(note);
  const tab = await Tab.open(anna, a.url);
  const other = await Tab.open(anna, b.url);
  await tab.add(5);
  await other.holds(5);
  await tab.click("text=What this shop sees of you");
  await tab.page.waitForURL(`${a.url}/privacy`);
  await other.add(6);
  await other.holds(5, 6);
  await world.shop("release", "4");
  await world.stock(5, 0);
  await tab.page.bringToFront();
  const { loads } = tab;
  await backToKept(tab.page);
  await measure(tab.page, "it was shown", right(6, 40, 5));
  const kept = () => tab.page.evaluate(() => (window as unknown as { noted: Noted }).noted.kept);
  expect(await kept()).toBe(true);
  expect(tab.loads).toBe(loads);
  await anna.close();
});

test("a checkout that the browser kept says that it is done, and not that it is under way", async () => {
  const anna = await world.person(handedOn);
  await keep(anna);
  const tab = await Tab.open(anna, a.url);
  await tab.add(7);
  await tab.click(".cart__checkout");
  await tab.page.waitForURL(`${a.url}/checkout`);
  await tab.page.click(".checkout__form button");
  await tab.page.waitForURL(`${a.url}/checkout/complete`);
  const { loads } = tab;
  await backToKept(tab.page);
  await tab.page.waitForSelector(".till-bought:has-text('You have bought this already.')");
  expect(await tab.page.textContent(".till__progress")).toBe("");
  expect(tab.loads).toBe(loads);
  await tab.holds();
  await anna.close();
});
