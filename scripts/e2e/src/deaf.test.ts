// An admin service that hears of the carts, and no longer of the shop: what is
// made of stock and prices is greyed, and the rest is current.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { look } from "./looks";
import { Relay } from "./relay";
import { Shopper } from "./shopper";
import { step } from "./step";
import { useWorld } from "./world";

const world = useWorld("deaf");
const [a] = world.storefronts;
const shoppers: Shopper[] = [];
let relay: Relay;
let dashboard: Dashboard;

beforeAll(async () => {
  await world.shop("release", "1");
  await world.stock(1, 40);
  relay = await Relay.open(world.redis.url, "shop:{shop}");
  const admin = world.another("admin", "deaf-admin-b", { REDIS_URL: relay.url });
  await admin.start();
  shoppers.push(await Shopper.come(a.url, "/", 1));
  dashboard = await Dashboard.open(await world.person(), admin.url);
});

afterAll(async () => {
  await Promise.all(shoppers.map((shopper) => shopper.leave()));
  relay?.close();
});

const left = () => text("td:has(#admin-item-cart-count-1) .sizes__stock");
const text = async (selector: string) => (await dashboard.page.textContent(selector)) ?? "";
const OF_THE_SHOP = ["panel--demand", "panel--tight", "panel--attention", "kpi--value"];

test("a service that hears nothing of the shop says so where it matters, and heals", async () => {
  const { page } = dashboard;
  await expect.poll(left).toBe("40");
  relay.deaf = true;
  await step("it is partial", () =>
    page.waitForSelector(
      "text=/Stock, releases and prices are as of \\d\\d:\\d\\d:\\d\\d\\. .*The carts are current/",
    ),
  );
  expect(await text(".state__label")).toBe("Partial");
  for (const card of OF_THE_SHOP) {
    await page.waitForSelector(`.${card}.past >> text=/as of \\d\\d:\\d\\d:\\d\\d/`);
  }
  await step("a sale is not told, a cart is", async () => {
    await world.stock(1, 39);
    shoppers.push(await Shopper.come(a.url, "/", 1));
    await expect.poll(() => text("#shopper-count")).toBe("2");
    await expect.poll(() => text("#admin-item-cart-count-1")).toBe("2");
  });
  expect(await left()).toBe("40");
  expect(await page.locator(".panel--pages .as-of, .kpi--carts .as-of").count()).toBe(0);
  await look(page, "dashboard-deaf");
  relay.deaf = false;
  await step("it is live and right again", async () => {
    await expect.poll(left).toBe("39");
    await expect.poll(() => page.locator(".as-of, .banner").count()).toBe(0);
    expect(await text(".state__label")).toBe("Live");
  });
});
