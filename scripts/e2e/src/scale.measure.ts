// What a shop of 100,000 carts costs a browser that looks at it: make scale.
// CARTS and CHANGES choose another shop. It is no test and fails for no figure:
// only a machine that does nothing else has times worth comparing.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { percentile, print, printHead, spread } from "./findings";
import { filters, frames, observe, type Scroll, scrolls } from "./inpage";
import { Meter } from "./meter";
import { Multitude } from "./multitude";
import { useWorld } from "./world";

const CARTS = Number(process.env["CARTS"] ?? 100_000);
const CHANGES = Number(process.env["CHANGES"] ?? 2_000);
const SCROLLS = 100;
const SECONDS = 20;
const TEXTS = ["7f3a", "tideline", "/checkout", "products/5", "00"];

const world = useWorld("scale");
let multitude: Multitude;
let page: Page;

beforeAll(async () => {
  multitude = await Multitude.come(world.redis, "scale-multitude", CARTS, CHANGES);
  const admin = await world.person();
  await admin.addInitScript(observe);
  const what = `A dashboard of ${CARTS} carts that make ${CHANGES} changes a second`;
  printHead(what, admin.browser()?.version() ?? "");
  page = (await Dashboard.open(admin, world.admin.url)).page;
});

afterAll(() => multitude.leave());

test("the list of a large shop", async () => {
  await expect
    .poll(() => page.getAttribute(".grid__box", "aria-rowcount"), { timeout: 120_000 })
    .toBe(String(CARTS + 1));
  await printTasks("tasks over 50 ms while it opened");
  print("between frames, nothing changes", spread(await page.evaluate(frames)));
  await look("nothing changes");
  multitude.stir();
  await multitude.makes(CHANGES);
  await printTasks("tasks over 50 ms before");
  print("between frames, while it changes", spread(await page.evaluate(frames)));
  await look("while it changes");
  await printWindows();
  await listen();
});

/** Scrolls and filters, and prints how long it took. */
async function look(when: string): Promise<void> {
  const took = await page.evaluate(scrolls, SCROLLS);
  const whole = took.map((one) => one.whole);
  print(`scrolled, ${when}`, spread(whole), ["p95 ≤ 50 ms", percentile(whole, 0.95) <= 50]);
  ["until it was asked for", "until the answer came", "until it was drawn"].forEach((what, i) => {
    print(`  ${what}`, spread(part(took, i)));
  });
  print(`filtered, ${when}`, spread(await page.evaluate(filters, TEXTS)));
  await printTasks("  tasks over 50 ms meanwhile");
}

function part(took: readonly Scroll[], i: number): number[] {
  return took.flatMap(({ parts }) => parts?.[i] ?? []);
}

/** The tasks since the last look. */
async function printTasks(what: string): Promise<void> {
  const seen = await page.evaluate(() => window.tasks.splice(0));
  const longest = Math.max(0, ...seen);
  const found = `${seen.length}, the longest ${longest.toFixed(0)} ms`;
  print(what, found, ["none over 100 ms", longest <= 100]);
}

/** How long the admin service took for a window, waits for a processor included. */
async function printWindows(): Promise<void> {
  const metrics = await world.admin.metrics();
  const read = (what: string) =>
    Number(new RegExp(`^footfall_dashboard_window_seconds_${what} (.*)$`, "m").exec(metrics)?.[1]);
  const mean = (1000 * read("sum")) / read("count");
  print("a window in the admin service", `mean ${mean.toFixed(1)} ms of ${read("count")}`, [
    "≤ 20 ms",
    mean <= 20,
  ]);
}

/** What the page is told over its socket. */
async function listen(): Promise<void> {
  const meter = await Meter.on(page);
  await multitude.makes(CHANGES * SECONDS);
  const { bytes, seconds, events } = meter.read();
  const rate = bytes / seconds / 1000;
  print("told", `${rate.toFixed(1)} kB/s in ${seconds.toFixed(0)} s`, ["≤ 30 kB/s", rate <= 30]);
  for (const [event, bytes] of Object.entries(events)) {
    print(`  ${event}`, `${(bytes / seconds / 1000).toFixed(1)} kB/s`);
  }
  await printTasks("  tasks over 50 ms meanwhile");
}
