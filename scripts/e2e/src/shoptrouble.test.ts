// What a shopper sees where something did not go well: looked at as the states
// of the shop are.
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { Balancer } from "./balancer";
import { handedOn } from "./kept";
import { see } from "./shopview";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("shoptrouble", "--file", join(import.meta.dirname, "../few.yaml"));
const [a, b] = world.storefronts;

let anna: BrowserContext;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  for (const item of [1, 2, 14, 15]) {
    await world.stock(item, 200);
  }
  anna = await world.person();
});

afterEach(() => world.redis.thaw());

/** Has the marks of what failed, and the news that all is well, stand for long. Runs in the page. */
function linger(): void {
  const after = window.setTimeout.bind(window);
  const slow = (what: TimerHandler, ms = 0) => after(what, ms === 5_000 ? 600_000 : ms);
  window.setTimeout = slow as typeof window.setTimeout;
}

/** Has the shop refuse every change of a page for this reason. */
async function refusing(page: Page, error: string): Promise<void> {
  await page.routeWebSocket(/product_socket/, (socket) => {
    const shop = socket.connectToServer();
    socket.onMessage((frame) => {
      const [join, ref, topic, event] = JSON.parse(String(frame)) as string[];
      if (event?.endsWith("_item")) {
        const refusal = { status: "error", response: { error } };
        socket.send(JSON.stringify([join, ref, topic, "phx_reply", refusal]));
      } else {
        shop.send(frame);
      }
    });
  });
}

test("pages that say what went wrong", async () => {
  const page = await anna.newPage();
  await page.goto(`${a.url}/nowhere`);
  expect(await page.textContent("h1")).toBe("Not found");
  await see(page, "not-found");

  await page.goto("about:blank");
  await page.setContent(
    `<form method="post" action="${a.url}/cart/items"><button>Go</button></form>`,
  );
  await page.click("button");
  await page.waitForSelector("h1:has-text('Forbidden')");
  await see(page, "forbidden");
  await page.close();
});

test("the page of a fault on our side", async () => {
  const ben = await world.person(handedOn);
  const page = await ben.newPage();
  // No page of the shop has a fault: this is the one that it would show.
  await page.route("**/nowhere", async (route) => {
    const response = await route.fetch({ maxRetries: 3 });
    const body = (await response.text())
      .replaceAll("Not found", "Internal server error")
      .replace("There is no such page here.", "Something went wrong on our side.");
    await route.fulfill({ response, body, status: 500 });
  });
  await page.goto(`${a.url}/nowhere`);
  await page.waitForSelector("h1:has-text('Internal server error')");
  await see(page, "fault");
  await ben.close();
});

test("a shop that is cut off from its stock room", async () => {
  world.redis.freeze();
  const ben = await world.person();
  const page = await ben.newPage();
  await expect
    .poll(async () => {
      await ben.clearCookies();
      await page.goto(b.url);
      return page.locator(".notice").allTextContents();
    })
    .toEqual([expect.stringContaining("cut off from its stock room")]);
  await see(page, "stale");
  world.redis.thaw();
  await ben.close();
});

test("a cart that is full, and one whose shopper is too fast", async () => {
  const tab = await Tab.open(anna, a.url);
  await tab.only(1);
  const key = (await world.redis.command("keys", "cart:*")).trim();
  const others = Array.from({ length: 49 }, (_, n) => [`i:${1000 + n}`, "1:1"]).flat();
  await world.redis.command("hset", key, ...others); // that have left the catalogue
  await tab.add(2);
  await expect.poll(() => tab.complaint()).toBe("Your cart is full. Remove something first.");
  await see(tab.page, "cart-full");
  await world.redis.command("hdel", key, ...others.filter((field) => field.startsWith("i:")));
  await tab.close();

  const page = await anna.newPage();
  await page.addInitScript(linger);
  await refusing(page, "rate_limited");
  await page.goto(a.url);
  await page.click('.size-container__entry[value="14"]');
  await page.waitForSelector("#toast:has-text('That was a bit fast. Try again in a moment.')");
  await page.waitForSelector('.size-container__entry[value="14"]:has-text("Not added")');
  await see(page, "too-fast");
  await page.close();
});

test("taking out, and what could not be taken out", async () => {
  const [slow, brake] = await Tab.slow(anna, a.url);
  await slow.holds(1);
  brake.pull();
  await slow.remove(1);
  await expect.poll(async () => (await slow.lines())[0]?.state).toBe("Removing…");
  await see(slow.page, "removing");
  await slow.close();

  const page = await anna.newPage();
  await page.addInitScript(linger);
  await refusing(page, "unavailable");
  await page.goto(a.url);
  await page.click('.cart-item__remove[value="1"]');
  await page.waitForSelector(".cart-item__state:has-text('Not removed')");
  await see(page, "not-removed");
  await page.close();
});

test("a cart that has ended", async () => {
  const ben = await world.person();
  const page = await ben.newPage();
  await page.addInitScript(() => {
    const forget = () => {
      document.body.dataset["cartId"] = "x".repeat(64); // as of a shop that has other keys now
    };
    document.addEventListener("readystatechange", forget, { once: true });
  });
  await page.goto(a.url);
  await page.waitForSelector(".cart__note:has-text('This cart has ended.')");
  await see(page, "cart-ended");
  await ben.close();
});

/** A page as a browser without a script shows it, in one that can be asked about it. */
async function scriptless(person: BrowserContext): Promise<Page> {
  const page = await person.newPage();
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.route(/\/(checkout\/?.*)?$/, async (route) => {
    if (route.request().method() !== "GET") {
      return route.fallback();
    }
    const response = await route.fetch({ maxRetries: 3 });
    const body = (await response.text()).replaceAll("noscript>", "div>");
    return route.fulfill({ response, body });
  });
  return page;
}

test("a browser without a script, and what the shop says to it", async () => {
  const ben = await world.person(handedOn);
  const page = await scriptless(ben);
  await page.goto(`${a.url}/`);
  expect(await page.textContent(".product-list__head")).toMatch(
    /Stock as of \d\d:\d\d:\d\d UTC\. Refresh/,
  );
  await see(page, "without-script");
  await page.click('.size-container__entry[value="1"]');
  await page.waitForSelector(".cart-item");
  await page.click('.size-container__entry[value="1"]');
  await page.waitForSelector(".notice:has-text('That size is already in your cart.')");
  await see(page, "notice");
  await ben.close();
});

test("a till with nothing to buy, and no order", async () => {
  const ben = await world.person(handedOn);
  const page = await scriptless(ben);
  await page.goto(`${a.url}/`);
  await page.goto(`${a.url}/checkout`);
  await page.waitForSelector("text=No items to checkout!");
  await see(page, "checkout-empty");
  await page.goto(`${a.url}/checkout/complete`);
  await page.waitForSelector("text=No order yet");
  await see(page, "no-order");
  await ben.close();
});

test("a line that sold out offers other shoes in its size, in the cart and at the till", async () => {
  const tab = await Tab.open(anna, `${a.url}/checkout`);
  await tab.holds(1);
  await world.stock(1, 0);
  const other = tab.page.locator(".cart-item__other", { hasText: "Highwater $95" });
  await other.waitFor();
  expect(await tab.page.textContent(".cart-item__instead")).toBe("Other shoes in size 6:");
  await see(tab.page, "checkout-others");
  await other.click();
  await tab.holds(1, 14);
  await other.waitFor({ state: "detached" });
  await tab.click(".cart__clear button");
  await tab.holds(14);
  await tab.close();

  const ben = await world.person({ javaScriptEnabled: false });
  const plain = await Tab.open(ben, a.url);
  await plain.add(2);
  await world.stock(2, 0);
  await expect
    .poll(async () => {
      await plain.page.reload();
      return plain.page.locator(".cart-item__other").count();
    })
    .toBe(1);
  await plain.page.click(".cart-item__other");
  await plain.holds(2, 15);
  await ben.close();
});

test("a checkout without a network says so, and sells when it is back", async () => {
  const network = await Balancer.open(a.url);
  const tab = await Tab.open(anna, `${network.url}/`);
  await tab.only(14);
  await tab.click(".cart__checkout");
  await tab.page.waitForURL(`${network.url}/checkout`);
  await tab.holds(14);
  await anna.setOffline(true);
  network.cut();
  await tab.page.waitForSelector(".till__offline:has-text('Not connected')");
  await tab.page.click(".checkout__form button", { force: true }); // to no effect
  await see(tab.page, "checkout-offline");
  expect(await world.redis.command("xlen", "shop:{shop}:orders")).toBe("0\n");
  network.prefer(a.url);
  await anna.setOffline(false);
  await tab.page.waitForSelector('.checkout__form button[aria-disabled="false"]');
  await tab.page.click(".checkout__form button");
  await tab.page.waitForURL(`${network.url}/checkout/complete`);
  const code = await tab.page.textContent(".cart__support b");
  const number = (await tab.page.textContent(".complete__number")) ?? "";
  expect(number.startsWith(`${code}-`)).toBe(true);
  expect(await tab.page.textContent(".order")).toMatch(/Highwater\s*Ostrel, size 6\s*\$95/);
  await see(tab.page, "complete-order");
  await tab.close();
  network.close();
});
