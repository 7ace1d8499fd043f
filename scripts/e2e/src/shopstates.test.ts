// The shop in every state that a shopper may meet: reached as it is in life,
// looked at on the narrowest phone and on a desk, in light and dark.
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { see } from "./shopview";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("shopstates", "--file", join(import.meta.dirname, "../few.yaml"));
const [a, b] = world.storefronts;

let anna: BrowserContext;
let shop: Tab;

beforeAll(async () => {
  anna = await world.person();
});

afterEach(() => world.redis.thaw());

test("coming soon, and an empty cart", async () => {
  shop = await Tab.open(anna, a.url);
  await see(shop.page, "soon");
});

test("in stock, few left, last one, sold out, and a cart that holds some of them", async () => {
  await world.shop("release", "1", "2");
  await world.stock(4, 149);
  await world.stock(5, 1);
  await world.stock(6, 0);
  await world.stock(7, 300);
  await world.stock(8, 700);
  const word = async (item: number) => (await shop.sizes(1))[item]?.word;
  await expect.poll(() => word(4)).toBe("Few left");
  await expect.poll(() => word(5)).toBe("Last one");
  await expect.poll(() => word(6)).toBe("Sold out");
  await expect.poll(() => word(7)).toBe("In stock");
  await expect.poll(() => word(8)).toBe("Plenty");
  await shop.only(1, 7, 15);
  await see(shop.page, "levels");
});

test("already in the cart", async () => {
  await shop.add(7);
  expect(await shop.complaint()).toBe("That size is already in your cart.");
  const focused = () => shop.page.evaluate(() => document.activeElement?.getAttribute("value"));
  expect(await focused()).toBe("7");
  await see(shop.page, "already-in-cart");
});

test("adding, and sold out while adding", async () => {
  const [line, brake] = await Tab.slow(anna, a.url);
  brake.pull();
  await line.add(8);
  expect((await line.sizes(1))["8"]?.word).toBe("Adding…");
  await see(line.page, "adding");
  await world.stock(8, 0);
  brake.release();
  const said = "Tideline 9.5 sold out just now. It is in your cart, but cannot be bought.";
  await expect.poll(() => line.complaint()).toBe(said);
  expect((await line.sizes(1))["8"]?.word).toBe("Sold out");
  await see(line.page, "sold-out-while-adding");
  await line.close();
});

test("updated in another tab, and sold out in the cart", async () => {
  const other = await Tab.open(anna, b.url);
  await world.stock(8, 700);
  await expect.poll(async () => (await shop.lines()).some((line) => line.struck)).toBe(false);
  await shop.only(1, 7);
  await other.holds(1, 7);
  await other.add(14);
  await expect.poll(() => shop.news()).toBe("Updated in another tab: + Highwater 6");
  await world.stock(7, 0);
  await expect.poll(async () => (await shop.lines()).at(1)?.state).toBe("Sold out");
  expect(await shop.page.textContent("[data-cart-subtotal]")).toBe("$215");
  await see(shop.page, "other-tab");
  await shop.click(".cart__clear button");
  await shop.holds(1, 14);
  await other.holds(1, 14);
  await other.close();
});

test("a change that the shop lost is offered again", async () => {
  const key = (await world.redis.command("keys", "cart:*")).trim();
  await shop.add(15);
  await shop.holds(1, 14, 15);
  await world.redis.command("eval", FORGET, "1", key, "15");
  await world.redis.command("client", "kill", "type", "pubsub");
  const lost = "The shop had trouble and lost your last change: − Highwater 6.5";
  await expect.poll(() => shop.news()).toBe(lost);
  await see(shop.page, "set-back");
  await shop.undo();
  await shop.holds(1, 14, 15);
  expect(await shop.news()).toBe("");
});

/** What a Redis that took over before the last change looks like. */
const FORGET = `redis.call("HDEL", KEYS[1], "i:" .. ARGV[1])
  return redis.call("HINCRBY", KEYS[1], "version", -1)`;

test("a page made without Redis", async () => {
  world.redis.freeze();
  const late = await Tab.open(anna, b.url);
  expect(await late.page.textContent(".notice")).toMatch(/cannot be changed right now/);
  await late.page.waitForSelector("text=Your cart is kept, but the shop cannot show it right now.");
  await late.add(2);
  await expect.poll(() => late.complaint()).toMatch(/Nothing was lost/);
  await see(late.page, "without-redis");
  world.redis.thaw();
  await late.holds(1, 14, 15);
  expect(await late.page.locator(".notice").count()).toBe(0);
  expect(late.loads).toBe(1);
  await late.close();
});

test("reconnecting, and up to date again", async () => {
  await a.end();
  await shop.page.bringToFront();
  await shop.page.waitForSelector("text=Reconnecting… stock may be out of date");
  await see(shop.page, "reconnecting");
  await a.start();
  await shop.page.click(".line__retry");
  await shop.page.waitForSelector("text=Up to date");
  await shop.page.evaluate(() => {
    const moment = performance.now(); // it stands for three seconds
    performance.now = () => moment;
  });
  await see(shop.page, "up-to-date");
  await shop.holds(1, 14, 15);
  expect(shop.loads).toBe(1);
});

test("what the shop sees of a shopper", async () => {
  await shop.page.click("text=What this shop sees of you");
  await shop.page.waitForURL(`${a.url}/privacy`);
  await see(shop.page, "privacy");
});
