// The list of carts in a large shop: whoever scrolls, sorts, filters or reads in
// it finds rows there, and costs the line no more than in a small one.
import { text as content } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { Meter } from "./meter";
import { Multitude } from "./multitude";
import { step } from "./step";
import { useWorld } from "./world";

const CARTS = 5_000;
const BYTES_A_SECOND = 30_000;

const world = useWorld("list");
let multitude: Multitude;
let page: Page;

beforeAll(async () => {
  multitude = await Multitude.come(world.redis, "list-multitude", CARTS);
  const admin = await world.person({ acceptDownloads: true, reducedMotion: "reduce" });
  page = (await Dashboard.open(admin, world.admin.url)).page;
});

afterAll(() => multitude.leave());

const text = async (selector: string) => (await page.textContent(selector)) ?? "";
const clear = () => page.click(".kpi--carts .kpi__value");

/** What is seen of the list: where it is scrolled to, and the places of the rows in view. */
async function view(): Promise<{ top: number; whole: boolean; first: string }> {
  return page.evaluate(() => {
    const box = document.querySelector(".grid__box");
    const within = box?.getBoundingClientRect() ?? new DOMRect();
    const head = box?.querySelector(".grid__head")?.getBoundingClientRect().bottom ?? 0;
    const rows = [...document.querySelectorAll<HTMLElement>(".grid__rows .grid__row")]
      .map((row) => ({ row, at: row.getBoundingClientRect() }))
      .filter(({ at }) => at.bottom > head && at.top < within.bottom)
      .sort((a, b) => a.at.top - b.at.top);
    const tight = rows.every(({ at }, i) => i === 0 || at.top - (rows[i - 1]?.at.bottom ?? 0) < 2);
    const covered = rows.length > 0 && (rows[0]?.at.top ?? Infinity) <= head + 1;
    return {
      top: box?.scrollTop ?? 0,
      whole: covered && tight && (rows.at(-1)?.at.bottom ?? 0) >= within.bottom - 20,
      first: rows[0]?.row.getAttribute("aria-rowindex") ?? "",
    };
  });
}

const scroll = (top: number) =>
  page.locator(".grid__box").evaluate((box, to) => box.scrollTo(0, to), top);

const scrolled = async (row: number) => {
  await scroll(row * 36);
  await expect.poll(view).toMatchObject({ top: row * 36, whole: true, first: String(row + 2) });
};

test("rows are there wherever it is scrolled to", async () => {
  await expect.poll(() => text("#carts-total")).toBe("5,000");
  for (const row of [0, 70, 4_000, 250, 2_500]) {
    await step(`row ${row}`, () => scrolled(row));
  }
});

test("a sort, a filter and Back begin at the first row, however far it was scrolled", async () => {
  await scrolled(1_000);
  await page.click(".cell--value_usd .sort");
  await expect.poll(view).toMatchObject({ top: 0, whole: true, first: "2" });
  await scrolled(1_000);
  await page.selectOption("select[aria-label=Stage]", "checkout");
  await expect.poll(() => text(".grid__rows")).not.toMatch(/Browsing|With items/);
  await expect.poll(view).toMatchObject({ top: 0, whole: true, first: "2" });
  await page.goBack();
  await expect.poll(() => text("#carts-total")).toBe("5,000");
  await scrolled(3_000);
  await page.goBack();
  await expect.poll(view).toMatchObject({ top: 0, whole: true, first: "2" });
});

/** Everybody who is in the shop, by presence, in a page that goes again. */
async function people(): Promise<string[]> {
  const other = await page.context().newPage();
  await other.goto(`${world.admin.url}/admin`);
  const handles = () => other.evaluate(() => Object.keys(window.presence.state));
  await expect.poll(async () => (await handles()).length).toBeGreaterThan(CARTS * 0.9);
  const all = await handles();
  await other.close();
  await page.bringToFront();
  return all;
}

test("a file of thousands of carts holds each that stays once, while others come and go", async () => {
  await clear();
  const before = new Set(await people());
  multitude.stir();
  await multitude.makes(1);
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout: 120_000 }),
    page.click("text=CSV"),
  ]);
  await multitude.makes(1);
  multitude.rest();
  const lines = (await content(await download.createReadStream())).trimEnd().split("\r\n").slice(1);
  const handles = lines.map((line) => line.split(",")[0] ?? "");
  const inFile = new Set(handles);
  expect(inFile.size).toBe(handles.length);
  const stayed = (await people()).filter((handle) => before.has(handle));
  expect(stayed.length).toBeGreaterThan(CARTS / 2);
  expect(stayed.filter((handle) => !inFile.has(handle))).toEqual([]);
  await expect.poll(() => text(".export__result")).toMatch(/^Saved [\d,]+ carts$/);
});

test("no row moves for whoever reads, at 500 changes a second for half a minute", {
  timeout: 400_000,
}, async () => {
  await clear();
  await page.click(".cell--page_since .sort");
  await scrolled(40);
  await page.locator(".grid__rows .grid__row[aria-rowindex='50']").focus();
  const before = await view();
  await page.evaluate(watchRows);
  multitude.stir();
  await step("15,000 changes", () => multitude.makes(15_000));
  multitude.rest();
  expect(await page.evaluate(() => window.moved)).toEqual([]);
  expect(await view()).toEqual(before);
  expect(await page.isVisible(".grid__outdated")).toBe(true);
  await page.click(".grid__outdated");
  await clear();
});

declare global {
  interface Window {
    /** What moved in the list since it is watched. */
    moved: string[];
  }
}

/** Notes whatever moves in view, or takes the focus. Runs in the page. */
function watchRows(): void {
  const box = document.querySelector(".grid__box");
  const state = () => {
    const rows = [...document.querySelectorAll<HTMLElement>(".grid__rows .grid__row")];
    const focused = (document.activeElement as HTMLElement | null)?.dataset["handle"];
    const places = rows.map(
      (row) => `${row.getAttribute("aria-rowindex")} ${row.dataset["handle"]}`,
    );
    return [`top ${box?.scrollTop}`, `focus ${focused}`, ...places.sort()].join("\n");
  };
  const first = state();
  window.moved = [];
  new MutationObserver(() => {
    const now = state();
    if (now !== first && window.moved.length < 3) {
      window.moved.push(now);
    }
  }).observe(document.body, { childList: true, attributes: true, subtree: true });
}

test("the line carries no more than its budget, however much changes", async () => {
  await clear();
  const meter = await Meter.on(page);
  multitude.stir();
  await multitude.makes(5_000);
  const { bytes, seconds, events } = meter.read();
  multitude.rest();
  expect(seconds).toBeGreaterThan(5);
  expect(events["rows"]).toBeGreaterThan(0);
  console.log(`${(bytes / seconds / 1000).toFixed(1)} kB/s: ${JSON.stringify(events)}`);
  expect(bytes / seconds, JSON.stringify(events)).toBeLessThanOrEqual(BYTES_A_SECOND);
});
