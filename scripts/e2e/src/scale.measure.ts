// What a shop of 100,000 carts costs a browser that looks at it: npm run scale,
// after make build. CARTS and CHANGES choose another shop.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { Meter } from "./meter";
import { Multitude } from "./multitude";
import { useWorld } from "./world";

const CARTS = Number(process.env["CARTS"] ?? 100_000);
const CHANGES = Number(process.env["CHANGES"] ?? 2_000);
const SCROLLS = 60;
const SECONDS = 20;
const TEXTS = ["7f3a", "tideline", "/checkout", "products/5", "00"];

const world = useWorld("scale");
let multitude: Multitude;
let page: Page;

beforeAll(async () => {
  multitude = await Multitude.come(world.redis, "scale-multitude", CARTS, CHANGES);
  const admin = await world.person();
  await admin.addInitScript(noteTasks);
  page = (await Dashboard.open(admin, world.admin.url)).page;
});

afterAll(() => multitude.leave());

declare global {
  interface Window {
    /** Every task over 50 ms since the page was opened, in milliseconds. */
    tasks: number[];
  }
}

/** Runs in the page, before it does anything. */
function noteTasks(): void {
  window.tasks = [];
  new PerformanceObserver((seen) => {
    window.tasks.push(...seen.getEntries().map(({ duration }) => duration));
  }).observe({ type: "longtask", buffered: true });
}

test("the list of a large shop", { timeout: 900_000 }, async () => {
  await expect
    .poll(() => page.getAttribute(".grid__box", "aria-rowcount"), { timeout: 120_000 })
    .toBe(String(CARTS + 1));
  print("tasks over 50 ms while it opened", await tasks());
  print("scrolled, nothing changes", spread(await page.evaluate(scrolls, SCROLLS)));
  print("filtered, nothing changes", spread(await page.evaluate(filters, TEXTS)));
  multitude.stir();
  await multitude.makes(CHANGES);
  print("scrolled, while it changes", spread(await page.evaluate(scrolls, SCROLLS)));
  print("filtered, while it changes", spread(await page.evaluate(filters, TEXTS)));
  print("tasks over 50 ms meanwhile", await tasks());
  const meter = await Meter.on(page);
  await multitude.makes(CHANGES * SECONDS);
  const { bytes, seconds, events } = meter.read();
  print(
    "told",
    `${(bytes / seconds / 1000).toFixed(1)} kB/s (goal 30) ${JSON.stringify(events)} in ${seconds.toFixed(0)} s`,
  );
  print("tasks over 50 ms meanwhile", await tasks());
});

function print(what: string, result: string): void {
  console.log(`${what.padEnd(34)} ${result}`);
}

/** The tasks since the last look. */
async function tasks(): Promise<string> {
  const seen = await page.evaluate(() => window.tasks.splice(0));
  return `${seen.length}, the longest ${Math.max(0, ...seen).toFixed(0)} ms (goal 100)`;
}

function spread(ms: readonly number[]): string {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (goal 50), longest ${at(1)} ms`;
}

/** Scrolls to so many places; how long each took until its rows were there. Runs in the page. */
async function scrolls(count: number): Promise<number[]> {
  const ROW = 36;
  const box = document.querySelector(".grid__box") as HTMLElement;
  const there = () => {
    const seen = new Set<number>();
    for (const row of box.querySelectorAll(".grid__rows .grid__row")) {
      seen.add(Number(row.getAttribute("aria-rowindex")) - 2);
    }
    const first = Math.floor(box.scrollTop / ROW);
    const last = Math.floor((box.scrollTop + box.clientHeight - 2 * ROW) / ROW);
    return seen.has(first) && seen.has(last);
  };
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    box.scrollTop = ((i * 7919) % count) * Math.floor((box.scrollHeight - 2_000) / count);
    await new Promise<void>((resolve) => {
      const look = () => (there() ? resolve() : requestAnimationFrame(look));
      look();
    });
    took.push(performance.now() - begun);
  }
  box.scrollTop = 0;
  return took;
}

/** Filters by each text and by none again; how long each took to be shown. Runs in the page. */
async function filters(texts: readonly string[]): Promise<number[]> {
  const search = document.querySelector("#search") as HTMLInputElement;
  const total = document.querySelector("#carts-total") as HTMLElement;
  const took: number[] = [];
  for (const text of texts.flatMap((one) => [one, ""])) {
    const [begun, before] = [performance.now(), total.textContent];
    search.value = text;
    search.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise<void>((resolve) => {
      const look = () => (total.textContent !== before ? resolve() : requestAnimationFrame(look));
      look();
    });
    took.push(performance.now() - begun);
  }
  return took;
}
