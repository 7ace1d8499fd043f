// What can be done with the cards: each click, choice and name on them.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { look } from "./looks";
import { Shopper } from "./shopper";
import { step } from "./step";
import { useWorld } from "./world";

const world = useWorld("widgets");
const [a, b] = world.storefronts;
const shoppers: Shopper[] = [];
let page: Page;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  shoppers.push(
    await Shopper.come(a.url, "/", 1),
    await Shopper.come(a.url, "/checkout", 1, 14),
    await Shopper.come(b.url, "/"),
  );
  const admin = await world.person({ reducedMotion: "reduce" });
  await admin.addInitScript(drawn);
  page = (await Dashboard.open(admin, world.admin.url)).page;
});

afterAll(() => Promise.all(shoppers.map((shopper) => shopper.leave())));

const text = async (selector: string) => (await page.textContent(selector)) ?? "";
const texts = (selector: string) => page.locator(selector).allTextContents();
const listed = (total: number) => expect.poll(() => text("#carts-total")).toBe(String(total));
const all = () => page.click(".kpi--carts .kpi__value");
const MINUTE = 60_000;

declare global {
  interface Window {
    /** Every text that was drawn on a canvas. */
    drawn: Set<string>;
  }
}

/** Notes what a canvas says. Runs in the page, before its scripts. */
function drawn(): void {
  const { prototype } = CanvasRenderingContext2D;
  const { fillText } = prototype;
  window.drawn = new Set();
  prototype.fillText = function (...args) {
    window.drawn.add(args[0]);
    fillText.apply(this, args);
  };
}

/** Puts minutes into the history, as the service records them: two carts in each. */
async function record(first: number, last: number, more: object = {}): Promise<void> {
  for (let ago = first; ago >= last; ago--) {
    const at = new Date(Math.floor(Date.now() / MINUTE) * MINUTE - ago * MINUTE).toISOString();
    const [day = "", time = ""] = at.split("T");
    const point = { at, carts: 2, tabs: 2, with_items: 1, checkout: 0, orders: 1, ...more };
    const words = [`admin:history:${day}`, time.slice(0, 5), JSON.stringify(point)];
    await world.redis.command("hset", ...words);
  }
}

test("figures say how they changed, and what they mean", async () => {
  await expect.poll(() => text("#shopper-count")).toBe("3");
  await record(30, 20);
  await record(16, 1);
  await record(18, 18, { released: [2], sold_out: [14] });
  await record(23 * 60, 23 * 60 - 4);
  await record(3 * 24 * 60, 3 * 24 * 60 - 4);
  await expect.poll(() => text(".kpi--tabs .kpi__note")).toBe("+1 in 5 min");
  await page.click(".kpi--tabs .info");
  await expect.poll(() => page.isVisible("#about-tabs")).toBe(true);
  expect(await text("#about-tabs")).toContain("one cart and three tabs");
  await look(page, "card-definition", [360]);
  await page.keyboard.press("Escape");
  expect(await page.isVisible("#about-tabs")).toBe(false);
});

/** How much of the chart has the colour of a line. Runs in the page. */
function painted(line: string): number {
  const canvas = document.querySelector<HTMLCanvasElement>(".chart canvas");
  const context = canvas?.getContext("2d");
  const chart = document.querySelector(".chart");
  if (!canvas || !context || !chart) {
    return -1;
  }
  const wanted = document.createElement("canvas").getContext("2d");
  if (wanted) {
    wanted.fillStyle = getComputedStyle(chart).getPropertyValue(line).trim();
    wanted.fillRect(0, 0, 1, 1);
  }
  const [red, green, blue] = wanted?.getImageData(0, 0, 1, 1).data ?? [];
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    count += Number(data[i] === red && data[i + 1] === green && data[i + 2] === blue);
  }
  return count;
}

test("the chart draws lines and marks, hides a line, and can be walked along", async () => {
  const ink = (line: string) => page.evaluate(painted, line);
  const names = () => page.evaluate(() => [...window.drawn].join(" | "));
  await step("marks", () => expect.poll(names).toMatch(/Highwater released/));
  await expect.poll(() => ink("--line-cart")).toBeGreaterThan(20);
  const legend = page.locator(".legend__line--withItems");
  await legend.click();
  await step("a line less", () => expect.poll(() => ink("--line-cart")).toBe(0));
  expect(await legend.getAttribute("aria-pressed")).toBe("false");
  await legend.click();
  await expect.poll(() => ink("--line-cart")).toBeGreaterThan(20);
  const at = () => text(".legend__at");
  expect(await at()).toBe("now");
  await page.focus(".chart");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await step("a minute", () => expect.poll(at).toMatch(/^\d\d:\d\d$/));
  expect(await text(".legend__line--carts b")).toBe("2");
  await page.focus(".kpi--carts .kpi__value");
  await expect.poll(at).toBe("now");
});

test("the chart as a table has every minute, gaps and events", async () => {
  await page.click(".panel--history >> role=button[name=Table]");
  const rows = page.locator(".minutes tbody tr");
  await expect.poll(() => rows.count()).toBeGreaterThan(30);
  await expect
    .poll(() => texts(".minutes__events"))
    .toContainEqual(expect.stringContaining("Highwater released, Highwater 6 sold out"));
  const gaps = (await rows.allTextContents()).filter((row) => /^\d\d:\d\d––––$/.test(row));
  expect(gaps.length).toBeGreaterThan(1);
  await look(page, "card-minutes", [1280]);
  await page.click(".panel--history >> role=button[name=Table]");
  await page.waitForSelector(".chart canvas");
});

test("the chart looks back a day and a week", async () => {
  await page.click(".panel--history >> role=button[name=Table]");
  /** How many steps ago the oldest carts are. */
  const oldest = async () =>
    (await texts(".minutes tbody tr")).findLastIndex((row) => /^\w{3} \d\d:\d\d210\d/.test(row));
  for (const [span, orders, steps] of [
    ["day", "Orders in 5 min", 23 * 12],
    ["week", "Orders in 30 min", 3 * 48],
  ] as const) {
    await page.selectOption("select[aria-label='How far back']", span);
    await expect.poll(() => texts(".minutes th")).toContain(orders);
    await step(span, () => expect.poll(oldest).toBeGreaterThan(steps - 3));
    expect(page.url()).toContain(`span=${span}`);
  }
  await page.click(".panel--history >> role=button[name=Table]");
  expect(await page.getAttribute(".chart", "aria-label")).toContain("Carts, last 7 days: between");
  await look(page, "card-week", [1280]);
  await page.selectOption("select[aria-label='How far back']", "hour");
  expect(page.url()).not.toContain("span=");
});

test("a stage is a filter, and none when it is clicked again", async () => {
  const button = page.locator(".stages__button.stage--checkout");
  await button.click();
  await listed(1);
  expect(await button.getAttribute("aria-pressed")).toBe("true");
  expect(page.url()).toContain("stage=checkout");
  await expect.poll(() => texts(".grid__rows .cell--stage")).toEqual([" Checking out"]);
  await button.click();
  await listed(3);
  expect(page.url()).not.toContain("stage=");
});

test("a page, a storefront and a tight size lead to their carts", async () => {
  await page.click('#shoppers-by-page button[title="/checkout"]');
  await listed(1);
  expect(await texts(".grid__rows .cell--page")).toEqual(["/checkout"]);
  expect(await text(".chip")).toContain("/checkout");
  const rows = page.locator(".panel--storefronts tbody tr");
  const of = rows.filter({ has: page.locator("td span:text-is('2')") }).first();
  const id = await of.locator("button").getAttribute("title");
  await of.locator("button").click();
  await listed(2);
  expect(await texts(".grid__rows .cell--node")).toEqual([id?.slice(0, 8), id?.slice(0, 8)]);
  await page.click(".panel--tight >> text=Highwater 6");
  await listed(1);
  expect(page.url()).toContain("item=14");
  await page.click(".chip");
  await listed(3);
});

test("an alert leads to its carts, and is silent for a while", async () => {
  await world.stock(1, 1);
  const alerts = () => text("#needs-attention");
  await expect.poll(alerts).toContain("Tideline 6: 1 left");
  await page.locator(".alert").filter({ hasText: "Tideline 6" }).locator("text=See").click();
  await listed(2);
  expect(page.url()).toContain("item=1");
  await page.click('.alert:has-text("Tideline 6") button[title="Not for 15 minutes"]');
  await expect.poll(alerts).toContain("Nothing needs attention.");
  await page.click("text=Show 1 snoozed");
  await expect.poll(alerts).toContain("Tideline 6: 1 left");
  await all();
});

test("events can be chosen, searched, and held", async () => {
  await page.mouse.move(0, 0);
  const events = () => texts(".event");
  await shoppers[0]?.add(15);
  await shoppers[2]?.add(16);
  await expect.poll(events).toHaveLength(2);
  await page.selectOption("select[aria-label='Kind of event']", "left");
  await expect.poll(() => text(".activity")).toContain("No event since the page was opened");
  await page.selectOption("select[aria-label='Kind of event']", "added");
  await page.fill(".activity__search", "highwater 7");
  await expect.poll(events).toEqual([expect.stringContaining("added Highwater 7")]);
  await page.fill(".activity__search", "");
  await page.selectOption("select[aria-label='Kind of event']", "");
  await page.hover("section.activity");
  await shoppers[2]?.add(17);
  await expect.poll(() => text(".activity__held")).toBe("Held – 1 new event");
  expect(await events()).toHaveLength(2);
  await page.mouse.move(0, 0);
  await expect.poll(events).toHaveLength(3);
});

test("what admins did is listed, and what they may have done", async () => {
  await world.redis.command(
    ...["xadd", "admin:audit", "*", "admin", "eve", "action", "restock"],
    ...["item_id", "2", "count", "5", "op", "0".repeat(32)],
  );
  const deeds = () => texts(".deeds .line__name");
  await page.locator("tr:has(#product-3)").locator("text=Release…").click();
  await page.click("dialog[open] button[type=submit]");
  await expect.poll(() => text("tr:has(#product-3)")).not.toContain("Not released");
  await expect.poll(deeds).toContain("admin released Scree Mid");
  expect(await deeds()).toContain("eve may have restocked Tideline 6.5 by 5 pairs");
  expect(await deeds()).toContain("admin signed in");
});
