// Buying: what the shopper sees on the way, and what every other tab sees.
import { join } from "node:path";
import type { BrowserContext, Page, Route } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { see } from "./shopview";
import { step } from "./step";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("shopcheckout", "--file", join(import.meta.dirname, "../few.yaml"));
const [a, b] = world.storefronts;

let anna: BrowserContext;
/** Four tabs of one shopper: two at the till, one in the shop, one at another storefront. */
let till: Tab;
let second: Tab;
let shop: Tab;
let far: Tab;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  await world.stock(1, 10);
  await world.stock(2, 10);
  await world.stock(14, 10);
  anna = await world.person();
});

afterEach(async () => {
  world.redis.thaw();
  await till.page.unroute("**/checkout");
});

const buy = (page: Page) => page.click(".checkout__form button");
const sum = (tab: Tab) => tab.page.textContent(".till__sum");
const orders = async () => Number(await world.redis.command("xlen", "shop:{shop}:orders"));

test("the checkout shows what is bought, and that nothing is paid", async () => {
  shop = await Tab.open(anna, a.url);
  far = await Tab.open(anna, b.url);
  await shop.only(1, 14);
  till = await Tab.open(anna, `${a.url}/checkout`);
  second = await Tab.open(anna, `${a.url}/checkout`);
  await till.holds(1, 14);
  expect(await sum(till)).toBe("2 items, $215");
  expect(await till.page.textContent(".till")).toContain("No payment is taken");
  await see(till.page, "checkout");
});

test("what another tab changes is looked over before it is bought", async () => {
  await shop.add(2);
  await till.page.waitForSelector("text=Your cart has changed in another tab.");
  expect(await sum(till)).toBe("3 items, $335");
  await see(till.page, "checkout-changed");
  await till.page.click("text=It is right");
  await till.page.waitForSelector(".till__changed", { state: "hidden" });
});

test("what sells out before the purchase is named, and taken out with one button", async () => {
  await world.stock(2, 0);
  const line = "Tideline, size 6.5: Sorry, this shoe is sold out";
  await till.page.waitForSelector(`text=${line}`);
  expect(await sum(till)).toBe("2 items, $215");
  expect(await till.page.isDisabled(".checkout__form button")).toBe(true);
  await see(till.page, "checkout-blocked");
  await till.click(".cart__clear button");
  await till.holds(1, 14);
  await second.holds(1, 14);
});

test("what sells out during the purchase is named, and the rest is kept", async () => {
  await world.redis.command("hset", "shop:{shop}:stock", "14", "0"); // and nobody is told
  await till.page.bringToFront();
  await buy(till.page);
  await till.page.waitForSelector("text=/somebody was faster at Highwater, size 6/");
  await till.holds(1, 14);
  expect(await orders()).toBe(0);
  await world.redis.command("client", "kill", "type", "pubsub");
  await till.page.waitForSelector(".till__blocked:has-text('Highwater, size 6')");
  await see(till.page, "checkout-lost-one");
  await world.redis.command("hset", "shop:{shop}:stock", "14", "10");
  await world.redis.command("client", "kill", "type", "pubsub");
  await till.page.waitForSelector(".checkout__form button:not(:disabled)");
});

test("a purchase says how far it is, and asks again where the answer is lost", async () => {
  const asked: Route[] = [];
  await till.page.route("**/checkout", (route) => void asked.push(route));
  await till.page.bringToFront();
  await buy(till.page);
  await till.page.waitForSelector("text=Confirming stock… Please keep this page open.");
  await till.page.click(".checkout__form button", { force: true }); // to no effect
  await see(till.page, "checkout-pending");
  const lost = asked.shift();
  await lost?.fetch({ maxRetries: 3 }); // the shop hears of it; the page does not hear of the shop
  await lost?.abort();
  await till.page.waitForSelector("text=Checking your order… You need not buy again.");
  await see(till.page, "checkout-unknown");
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await till.page.unroute("**/checkout"); // which lets it go on
  await till.page.waitForURL(`${a.url}/checkout/complete`);
  expect(await orders()).toBe(1);
  expect(await world.redis.command("hmget", "shop:{shop}:stock", "1", "14")).toBe("9\n9\n");
});

test("every tab is empty, and told that another has bought", async () => {
  await step("the other tabs", async () => {
    for (const tab of [second, shop, far, till]) {
      await tab.holds();
    }
    const told = "You have bought this already.";
    await expect.poll(() => shop.news()).toBe(told);
    await second.page.waitForSelector(`.till-bought:has-text("${told}")`);
  });
  await see(till.page, "complete");
  await see(second.page, "checkout-bought-elsewhere");
  await second.page.click(".till-bought a");
  await second.page.waitForURL(`${a.url}/checkout/complete`);
  await second.page.goBack({ waitUntil: "commit" });
  await second.page.waitForSelector("text=No items to checkout!");
  expect(await orders()).toBe(1);
});

test("a purchase outlasts a Redis that stands still", async () => {
  await shop.only(1);
  await till.page.goto(`${a.url}/checkout`);
  await till.holds(1);
  world.redis.freeze();
  await buy(till.page);
  await till.page.waitForSelector("text=Checking your order… You need not buy again.");
  world.redis.thaw();
  await till.page.waitForURL(`${a.url}/checkout/complete`);
  await shop.holds();
  expect(await orders()).toBe(2);
});

test("an error page of a proxy is no answer, and nothing is bought twice", async () => {
  const before = await orders();
  await shop.only(1);
  await till.page.goto(`${a.url}/checkout`);
  await till.holds(1);
  const asked: Route[] = [];
  await till.page.route("**/checkout", (route) => void asked.push(route));
  await buy(till.page);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await asked[0]?.fetch({ maxRetries: 3 }); // bought, and the storefront dies before it can say so
  const body = "<html><body><h1>502 Bad Gateway</h1></body></html>";
  await asked[0]?.fulfill({ status: 502, contentType: "text/html", body });
  await till.page.waitForSelector("text=Checking your order… You need not buy again.");
  await till.page.unroute("**/checkout");
  await till.page.waitForURL(`${a.url}/checkout/complete`);
  expect(await orders()).toBe(before + 1);
});

test("a checkout that a storefront left is waited for, and its end is said", async () => {
  const before = await orders();
  await shop.only(1);
  await till.page.goto(`${a.url}/checkout`);
  await till.holds(1);
  const cart = (await world.redis.command("keys", "cart:*")).trim();
  await world.redis.command("hset", cart, "status", "checking_out");
  await world.redis.command("pexpire", cart, String(30 * 24 * 3_600_000));
  await buy(till.page);
  await till.page.waitForSelector("text=Checking your order… You need not buy again.");
  await till.page.waitForSelector(".notice:has-text('Nothing was bought; you can try again.')");
  await till.holds(1);
  await buy(till.page);
  await till.page.waitForURL(`${a.url}/checkout/complete`);
  expect(await orders()).toBe(before + 1);
});

test("pages are told that it was bought where no page lived to say so", async () => {
  const before = await orders();
  await shop.only(1);
  await far.holds(1);
  await anna.request.post(`${b.url}/checkout`, { form: {} });
  const told = "You have bought this already.";
  for (const tab of [shop, far]) {
    await tab.holds();
    await expect.poll(() => tab.news()).toBe(told);
  }
  expect(await orders()).toBe(before + 1);
});

test("without a script a form buys, and a page says so", async () => {
  const before = await orders();
  const ben = await world.person({ javaScriptEnabled: false });
  const tab = await Tab.open(ben, a.url);
  await tab.add(1);
  await tab.add(15);
  await tab.page.click(".cart__checkout");
  await tab.page.waitForURL(`${a.url}/checkout`);
  await world.redis.command("hset", "shop:{shop}:stock", "15", "0");
  await buy(tab.page);
  expect(await tab.page.textContent(".notice")).toMatch(
    /somebody was faster at Highwater, size 6.5/,
  );
  await tab.page.goto(`${a.url}/`);
  await tab.remove(15);
  await tab.page.click(".cart__checkout");
  await buy(tab.page);
  await tab.page.waitForURL(`${a.url}/checkout/complete`);
  expect(await orders()).toBe(before + 1);
  await ben.close();
});
