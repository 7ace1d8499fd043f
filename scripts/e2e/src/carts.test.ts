// What can be done in the list with one cart or a kind of carts: columns, ages,
// names to copy, carts to come back to, and the drawer.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { look } from "./looks";
import { Shopper } from "./shopper";
import { useWorld } from "./world";

const world = useWorld("carts");
const [a] = world.storefronts;
const shoppers: Shopper[] = [];
let page: Page;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  for (const items of [[], [1], [1, 14]]) {
    shoppers.push(await Shopper.come(a.url, "/", ...items));
  }
  const admin = await world.person({
    permissions: ["clipboard-read", "clipboard-write"],
    reducedMotion: "reduce",
  });
  page = (await Dashboard.open(admin, world.admin.url)).page;
});

afterAll(() => Promise.all(shoppers.map((shopper) => shopper.leave())));

const text = async (selector: string) => (await page.textContent(selector)) ?? "";
const listed = (total: number) => expect.poll(() => text("#carts-total")).toBe(String(total));
const copied = () => page.evaluate(() => navigator.clipboard.readText());
const rows = () =>
  page
    .locator(".grid__rows .grid__row")
    .evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset["handle"] ?? ""));

/** Opens the cart that is worth the most, and says its name. */
async function best(): Promise<string> {
  await page.goto(`${world.admin.url}/admin?sort=-value_usd`);
  await listed(shoppers.length);
  await page.click(".grid__rows .grid__row[aria-rowindex='2']");
  await page.waitForSelector(".drawer .line__name");
  return new URL(page.url()).searchParams.get("cart") ?? "";
}

test("a reader chooses the columns, and the browser keeps them", async () => {
  await listed(3);
  const tabs = () => page.locator(".grid .cell--tabs").count();
  expect(await tabs()).toBe(4);
  await page.click("text=Columns");
  await page.click("#columns >> text=Tabs");
  await look(page, "sheet-columns", [360]);
  await page.keyboard.press("Escape");
  expect(await tabs()).toBe(0);
  await page.reload();
  await listed(3);
  expect(await tabs()).toBe(0);
  await page.click("text=Columns · 1 hidden");
  await page.click("#columns >> text=Show all");
  await page.keyboard.press("Escape");
  expect(await tabs()).toBe(4);
});

test("carts are chosen by how long they are there", async () => {
  await page.selectOption("select[aria-label=Age]", "age 60");
  await page.waitForSelector("text=No cart matches 1 filter.");
  expect(page.url()).toContain("age=60");
  await page.selectOption("select[aria-label=Age]", "stay 30");
  await expect.poll(() => page.url()).toContain("stay=30");
  expect(page.url()).not.toContain("age=");
  await page.waitForSelector("text=No cart matches 1 filter.");
  await page.selectOption("select[aria-label=Age]", "");
  await listed(3);
});

test("a cart comes into a list of older ones by time alone", async () => {
  await page.goto(`${world.admin.url}/admin?stay=0`);
  expect(await page.inputValue("select[aria-label=Age]")).toBe("stay 0");
  await listed(3);
  const late = await Shopper.come(a.url, "/");
  shoppers.push(late);
  await listed(4);
});

test("a cart's name and a link to it can be copied", async () => {
  const handle = await best();
  await page.click(".drawer >> text=Copy name");
  await expect.poll(() => text(".drawer__tools")).toContain("Copied");
  expect(await copied()).toBe(handle);
  await page.click(".drawer >> text=Copy link");
  await expect.poll(copied).toBe(page.url());
});

test("the drawer goes from cart to cart, and tells what is in each", async () => {
  const first = await best();
  expect(await text(".drawer")).toMatch(/2 items.*Tideline, size 6.*also in 1 cart/);
  expect(await page.isDisabled("[aria-label='Previous cart']")).toBe(true);
  await page.click("[aria-label='Next cart']");
  await expect.poll(() => page.url()).not.toContain(first);
  expect(page.url()).toContain((await rows())[1]);
  await expect.poll(() => text(".drawer")).toContain("1 item");
  await page.click("[aria-label='Previous cart']");
  await expect.poll(() => page.url()).toContain(first);
  await shoppers[2]?.add(15);
  await expect.poll(() => text(".drawer")).toMatch(/3 items.*added Highwater 6\.5/);
  await look(page, "drawer-events", [1280]);
});

test("a pinned cart is there to come back to, also when it has left", async () => {
  const handle = await best();
  await page.click(".drawer__tools >> text=Pin");
  await page.click(".drawer >> text=Close");
  expect(await page.locator(".pins .chip").count()).toBe(1);
  await shoppers[2]?.leave();
  await listed(3);
  await page.click(".pins .chip");
  await page.waitForSelector("text=/This cart left, last seen at \\d\\d:\\d\\d:\\d\\d\\./");
  expect(page.url()).toContain(handle);
  expect(await text(".drawer")).toMatch(/Tideline, size 6/);
  await look(page, "drawer-left");
  await page.click(".drawer__tools >> text=Pin");
  expect(await page.locator(".pins .chip").count()).toBe(0);
});
