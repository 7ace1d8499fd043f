// The pages in each of their states, to be looked at.
import type { BrowserContext } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { look } from "./looks";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("looks");
const [a] = world.storefronts;

let anna: BrowserContext;
let admin: BrowserContext;
let dashboard: Dashboard;
let shop: Tab;

beforeAll(async () => {
  anna = await world.person();
  admin = await world.person();
});

test("the sign-in", async () => {
  const page = await admin.newPage();
  await page.goto(`${world.admin.url}/admin`);
  await look(page, "sign-in");
  await page.fill("#name", "admin");
  await page.fill("#password", "wrong");
  await page.click("button");
  await page.waitForSelector("text=Wrong name or password.");
  await look(page, "sign-in-refused");
  await page.close();
});

test("an empty shop, and nobody in it", async () => {
  dashboard = await Dashboard.open(admin, world.admin.url);
  await look(dashboard.page, "dashboard-empty");
  shop = await Tab.open(anna, a.url);
  await dashboard.shows([{ pages: ["/"], items: [] }]);
  await look(shop.page, "shop-empty");
});

test("a busy shop", async () => {
  await world.shop("release", "1", "2");
  await world.stock(2, 1);
  const items = [1, 2, 3, 15];
  const checkout = await Tab.open(anna, `${a.url}/checkout`);
  for (const item of items) {
    await shop.add(item);
    await shop.page.waitForSelector(`.cart-item[data-item-id="${item}"]`);
  }
  await world.stock(3, 0);
  await expect.poll(async () => (await shop.lines()).at(2)?.struck).toBe(true);
  await checkout.holds(...items);
  await dashboard.shows([{ pages: ["/", "/checkout"], items }]);
  await look(shop.page, "shop-busy");
  await look(checkout.page, "checkout");
  await look(dashboard.page, "dashboard-busy");
});

test("a shop and a dashboard without their servers", async () => {
  await world.admin.end();
  await dashboard.is("disconnected");
  await look(dashboard.page, "dashboard-disconnected");
  await a.end();
  await shop.page.waitForSelector("text=Reconnecting… stock may be out of date");
  await look(shop.page, "shop-disconnected");
});
