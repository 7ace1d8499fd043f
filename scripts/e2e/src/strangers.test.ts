// What strangers send: it is text, it counts as what it is, and nothing of a
// shopper's secret reaches an admin.

import * as phoenix from "phoenix-1.8.16";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { answerTo, Client, newCart } from "./client";
import { Dashboard } from "./dashboard";
import { Recorder } from "./recorder";
import { step } from "./step";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("strangers");
const [a, b] = world.storefronts;
let clients: Client[];

beforeAll(() => world.shop("release", "1"));
beforeEach(() => {
  clients = [];
});
afterEach(() => Promise.all(clients.map((client) => client.close())));

/** Somebody else's socket: one holds few carts, and few frames a second. */
function stranger(url: string): Client {
  const client = new Client(phoenix, `${url}/product_socket`);
  clients.push(client);
  return client;
}

const pages: readonly (readonly [said: unknown, counts: string])[] = [
  ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ["__proto__", "__proto__"],
  ["/\u202Elive", "/\u202Elive"],
  ["/shoes?email=a@b.example#top", "/shoes"],
  [`/${"x".repeat(10_000)}`, ""],
  ["/a\n2026-11-27 forged", ""],
  [42, ""],
  [{ page: "/" }, ""],
];

const items = [
  999,
  "__proto__",
  "1; drop",
  -1,
  1e21,
  1.5,
  true,
  null,
  [1],
  { id: 1 },
  "9".repeat(400),
];

test("a hostile page is shown as text or counts as none, a hostile item changes nothing", async () => {
  const dashboard = await Dashboard.open(await world.person(), world.admin.url);
  const errors: string[] = [];
  dashboard.page.on("pageerror", (error) => errors.push(error.message));
  dashboard.page.on("dialog", (dialog) => errors.push(dialog.message()));
  for (const [page] of pages) {
    const [cart] = await stranger(a.url).join(`cart:${await newCart(a.url)}`, { page });
    for (const item_id of items) {
      const answer = await answerTo(cart.push("add_item", { item_id }));
      expect(answer).toEqual({ status: "error", reply: { error: "unknown_item" } });
    }
  }
  const carts = pages.map(([, counts]) => ({ pages: [counts], items: [] }));
  await step("all of them are shown", () => dashboard.shows(carts));
  for (const length of [0, 63, 64, 65]) {
    const [, answer] = await stranger(a.url).join(`cart:${"A".repeat(length)}`);
    expect(answer).toEqual({ status: "error", reply: { reason: "unknown_cart" } });
  }
  await step("nobody came for a forged cart", () => dashboard.shows(carts));
  expect(await dashboard.page.locator("#shoppers-by-page img").count()).toBe(0);
  expect(errors).toEqual([]);
  expect(clients.flatMap(({ codes }) => codes)).toEqual([]);
  expect(`${a.log}${world.admin.log}`).not.toMatch(/^2026-11-27 forged/m);
});

test("no cart id is in what an admin's browser hears, in logs, metrics or keys", async () => {
  // The worst case: the admin shops with the same browser.
  const person = await world.person();
  const shop = await person.newPage();
  const shopper = new Recorder(shop);
  await shop.goto(a.url);
  const tab = await Tab.open(person, `${b.url}/checkout`);
  const secret = await tab.secret();
  expect(secret).toHaveLength(64);
  const other = await newCart(b.url);
  const [cart] = await stranger(b.url).join(`cart:${other}`, { page: "/" });
  await answerTo(cart.push("add_item", { item_id: 2 }));
  await answerTo(cart.push("add_item", { item_id: 2 }));

  const page = await person.newPage();
  const admin = new Recorder(page);
  const dashboard = await Dashboard.open(person, world.admin.url, page);
  await shop.bringToFront();
  await shop.click('.size-container__entry[value="1"]');
  await step("the admin's browser counts as the shopper it is", () =>
    dashboard.shows([
      { pages: ["/", "/checkout"], items: [1] },
      { pages: ["/"], items: [2] },
    ]),
  );
  cart.leave();
  await tab.close();
  await step("shoppers leave", () => dashboard.shows([{ pages: ["/"], items: [1] }]));

  expect(await shopper.text(), "the search would find it").toContain(secret);
  const services = [a, b, world.admin];
  const places = {
    "the admin's browser": await admin.text(),
    "the logs": services.map((service) => service.log).join("\n"),
    "the metrics": (await Promise.all(services.map((service) => service.metrics()))).join("\n"),
    "the keys": await world.redis.command("keys", "*"),
  };
  for (const [place, text] of Object.entries(places)) {
    expect(text.length, place).toBeGreaterThan(200);
    expect(text.includes(secret) || text.includes(other), `a cart id is in ${place}`).toBe(false);
  }
});
