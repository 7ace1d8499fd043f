// What shoppers and admins see when a part of the system dies or stands still,
// and that nothing of it remains when it is back.
import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { figuresOf } from "./figures";
import { Observer } from "./observer";
import { step } from "./step";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("faults");
const [a, b] = world.storefronts;

let admin: BrowserContext;
let dashboard: Dashboard;
let observer: Observer;
/** One shopper has two tabs at storefront a, the other one at storefront b. */
let one: Tab;
let two: Tab;
let his: Tab;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  const [anna, ben] = [await world.person(), await world.person()];
  one = await Tab.open(anna, a.url);
  two = await Tab.open(anna, `${a.url}/checkout`);
  his = await Tab.open(ben, b.url);
  await one.add(15);
  await one.page.waitForSelector('.cart-item[data-item-id="15"]');
  admin = await world.person();
  dashboard = await Dashboard.open(admin, world.admin.url);
  observer = await Observer.open(world.admin.url);
});

afterAll(() => observer.close());

/** Each test begins, and so the one before ends, with one item in the cart of the first. */
beforeEach(async () => {
  await one.only(15);
  await his.only();
  await shows([15]);
  await expect.poll(() => observer.carts).toHaveLength(2);
  observer.begin();
  await dashboard.watch();
});

async function shows(hers: readonly number[], other: readonly number[] = []): Promise<void> {
  await dashboard.shows([
    { pages: ["/", "/checkout"], items: hers },
    { pages: ["/"], items: other },
  ]);
}

test("shoppers of a storefront that was killed come back, each counted once", async () => {
  const dead = observer.nodeWith(15);
  await step("a storefront is killed and started again", async () => {
    await a.end();
    await a.start();
  });
  await step("its tabs are back", async () => {
    await expect.poll(() => observer.nodeWith(15)).not.toBe(dead);
    await shows([15]);
  });
  await step("the cart changes as before", async () => {
    await one.add(16);
    await two.holds(15, 16);
    await shows([15, 16]);
  });
  await step("the lease of the dead one has run out", async () => {
    await expect.poll(() => dashboard.storefronts()).not.toContain(dead);
    await shows([15, 16]);
  });
  const { carts, tabs } = observer.range;
  expect(carts[1], "most carts").toBe(2);
  expect(tabs[1], "most tabs").toBe(3);
  expect(await dashboard.seen()).not.toContain("3");
});

test("shoppers of a storefront that stays dead leave, and nobody else does_seedF", async () => {
  const { loads } = one;
  await a.end();
  await step("its shopper has left", () => dashboard.shows([{ pages: ["/"], items: [] }]));
  expect(observer.range.carts).toEqual([1, 2]);
  await step("the page says that it is not connected", async () => {
    await one.page.bringToFront();
    await one.page.waitForSelector("text=Reconnecting… stock may be out of date");
    await one.page.waitForSelector("text=Your cart is saved.");
  });
  await world.shop("release", "3");
  const relief = one.page.waitForSelector("text=Up to date"); // it stands for 3 s
  await a.start();
  await step("the storefront is back, and so is the shopper", () => shows([15]));
  await step("the page says so, and shows what it missed", async () => {
    await relief;
    await expect.poll(() => one.sizes(3)).toHaveProperty("27");
    await one.holds(15);
  });
  expect(one.loads).toBe(loads);
});

test("a dashboard whose server was killed says so, and heals by itself", async () => {
  const { page } = dashboard;
  await page.bringToFront();
  const reconnecting = dashboard.is("reconnecting"); // for 4 s
  await world.admin.end();
  await step("it says that it reconnects", () => reconnecting);
  await step("it says that it is disconnected, and since when", async () => {
    await dashboard.is("disconnected");
    await page.waitForSelector("text=/Disconnected since \\d\\d:\\d\\d:\\d\\d/");
    await page.waitForSelector("text=/as of \\d\\d:\\d\\d:\\d\\d/");
  });
  await shows([15]);
  await his.add(16);
  await his.holds(16);
  await world.admin.start();
  await step("it is live again", () => dashboard.is("live"));
  await step("and right", () => shows([15], [16]));
  await expect.poll(() => page.locator(".as-of").count()).toBe(0);
  expect(await dashboard.seen()).toEqual(["2"]);
  await page.reload();
  await step("a new page shows the same", () => shows([15], [16]));
  await expect.poll(() => observer.nodeWith(16)).toBeDefined();
  expect(observer.range).toEqual({ carts: [2, 2], tabs: [3, 3] });
});

test("while Redis stands still nobody seems to leave, and the dashboard says as of when_seedG", async () => {
  const { page } = dashboard;
  const begun = await dashboard.clock();
  world.redis.freeze();
  await step("the dashboard is delayed", async () => {
    await dashboard.is("delayed");
    await page.waitForSelector("text=/no news of the carts since \\d\\d:\\d\\d:\\d\\d/");
    await page.waitForSelector("text=/as of \\d\\d:\\d\\d:\\d\\d/");
  });
  await step("a change is refused", async () => {
    await one.add(16);
    await expect.poll(() => one.complaint()).toMatch(/cannot be changed right now/);
  });
  await step("the shop is still to be seen", async () => {
    const answer = await fetch(a.url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("size-container__entry");
  });
  await expect(world.shop("release", "6"), "a release fails").rejects.toThrow(/releasing/);
  await step("eight seconds have passed", () =>
    expect.poll(() => dashboard.clock()).toBeGreaterThan(begun + 8_000),
  );
  await shows([15]);
  world.redis.thaw();
  await step("it is live again", () => dashboard.is("live"));
  await expect.poll(() => page.locator(".as-of").count()).toBe(0);
  expect(observer.range).toEqual({ carts: [2, 2], tabs: [3, 3] });
  expect(await dashboard.seen()).toEqual(["2"]);
  // Redis may at last have done what was refused.
  await step("the cart changes as before", async () => {
    await one.page.reload();
    await one.only(15, 17);
    await two.holds(15, 17);
    await shows([15, 17]);
  });
  await step("a release is live", async () => {
    await world.shop("release", "6");
    await expect.poll(() => one.sizes(6)).toHaveProperty("66");
    await expect.poll(() => his.sizes(6)).toHaveProperty("66");
  });
});

test("a Redis that lost everything gets presence from storefronts and carts from browsers", async () => {
  const rows = async () => {
    const keys = await world.redis.command("keys", "presence:*:rows:*");
    return keys.trim().split("\n").sort();
  };
  const before = await rows();
  await world.redis.command("flushall");
  await step("presence is back", () => expect.poll(rows).toEqual(before));
  await step("the admin must sign in again", () => dashboard.is("signed_out"));
  await world.shop("seed");
  await world.shop("release", "1", "2");
  dashboard = await Dashboard.open(admin, world.admin.url);
  await shows([15]);
  expect(observer.range).toEqual({ carts: [2, 2], tabs: [3, 3] });
  await step("the cart is back from a browser's token", async () => {
    await one.page.reload();
    await one.holds(15);
    await two.holds(15);
    await shows([15]);
  });
  await step("it changes as before", async () => {
    await two.remove(15);
    await one.holds();
    await one.add(14);
    await two.holds(14);
    await shows([14]);
  });
  await world.redis.command("flushall");
  await world.shop("seed");
  await step("a change brings a lost cart back, too", async () => {
    await one.add(16);
    await two.holds(14, 16);
    const carts = [
      { pages: ["/", "/checkout"], items: [14, 16] },
      { pages: ["/"], items: [] },
    ];
    await expect.poll(() => figuresOf(observer.carts)).toEqual(figuresOf(carts));
  });
  expect(observer.range.carts).toEqual([2, 2]);
});
