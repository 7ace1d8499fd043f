// What the pages of the shop show of products: right while they are open, after
// a time without a network, and on the way back.
import { beforeAll, expect, test } from "vitest";
import { Balancer } from "./balancer";
import { Dashboard } from "./dashboard";
import { step } from "./step";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("shelves");
const [a, b] = world.storefronts;
let dashboard: Dashboard;

beforeAll(async () => {
  await world.shop("release", "1");
  dashboard = await Dashboard.open(await world.person(), world.admin.url);
});

test("a release shows its sizes on every open page and changes nothing else_seed01_02", async () => {
  const [anna, ben] = [await world.person(), await world.person()];
  const tabs = [await Tab.open(anna, a.url), await Tab.open(ben, b.url)];
  await step("two shoppers open the shop", () =>
    dashboard.shows([
      { pages: ["/"], items: [] },
      { pages: ["/"], items: [] },
    ]),
  );
  const before = await Promise.all(tabs.map((tab) => tab.text(4)));
  expect(before[0]).toContain("coming soon...");
  await world.shop("release", "3");
  await step("product 3 is released", async () => {
    for (const tab of tabs) {
      await expect.poll(() => tab.sizes(3)).toHaveProperty("27");
      expect(Object.keys(await tab.sizes(3))).toHaveLength(13);
      expect(await tab.text(3)).not.toContain("coming soon...");
    }
    await expect.poll(() => dashboard.page.textContent("tr:has(#product-3)")).toMatch(/Released/);
  });
  expect(await Promise.all(tabs.map((tab) => tab.text(4)))).toEqual(before);
  for (const tab of tabs) {
    expect(tab.loads, "no page was loaded again").toBe(1);
    expect(await tab.page.title()).toBe("Footfall");
    const live = await tab.sizes(3);
    await tab.page.reload();
    expect(await tab.sizes(3), "a new page shows the same").toEqual(live);
  }
  await anna.close();
  await ben.close();
  await step("both leave", () => dashboard.shows([]));
});

test("what sells out is marked in the list and in carts until it comes back_seed03", async () => {
  const [anna, ben] = [await world.person(), await world.person()];
  const first = await Tab.open(anna, a.url);
  const tabs = [first, await Tab.open(ben, b.url)];
  const size = async (tab: Tab) => (await tab.sizes(1))["5"];
  const blocked = (tab: Tab) => tab.page.textContent(".cart__blocked");
  const left = () => dashboard.page.textContent("td:has(#admin-item-cart-count-5) .sizes__stock");
  const carts = [
    { pages: ["/"], items: [5] },
    { pages: ["/"], items: [5] },
  ];

  await world.stock(5, 149);
  await step("few are left", async () => {
    for (const tab of tabs) {
      await expect
        .poll(() => size(tab))
        .toEqual({ level: "low", word: "Few left", disabled: false });
    }
    await expect.poll(left).toBe("149");
  });
  await step("both shoppers add it", async () => {
    for (const tab of tabs) {
      await tab.add(5);
      await tab.holds(5);
    }
    await dashboard.shows(carts);
  });
  await world.stock(5, 0);
  await step("it sells out", async () => {
    for (const tab of tabs) {
      await expect
        .poll(() => size(tab))
        .toEqual({ level: "out", word: "Sold out", disabled: true });
      const line = { item: 5, state: "Sold out", struck: true };
      await expect.poll(() => tab.lines()).toEqual([line]);
      expect(await blocked(tab)).toBe("Remove 1 sold-out item first.");
      expect(await tab.page.getAttribute(".cart__checkout", "href")).toBeNull();
    }
    await expect.poll(left).toBe("sold out");
    await dashboard.shows(carts);
  });
  await step("a new page shows the same", async () => {
    await first.page.reload();
    await first.holds(5);
    expect((await size(first))?.level).toBe("out");
    expect(await blocked(first)).toBe("Remove 1 sold-out item first.");
    await dashboard.shows(carts);
  });
  await world.stock(5, 500);
  await step("it comes back", async () => {
    for (const tab of tabs) {
      await expect
        .poll(() => size(tab))
        .toEqual({ level: "high", word: "In cart", disabled: false });
      await expect.poll(() => tab.lines()).toEqual([{ item: 5, state: "", struck: false }]);
      expect(await blocked(tab)).toBe("");
      expect(await tab.page.getAttribute(".cart__checkout", "href")).toBe("/checkout");
    }
    await expect.poll(left).toBe("500");
  });
  await anna.close();
  await ben.close();
  await step("all leave", () => dashboard.shows([]));
});

test("a page without a network is right once it is back", async () => {
  const network = await Balancer.open(a.url);
  const anna = await world.person();
  const tab = await Tab.open(anna, network.url);
  await step("a shopper adds", async () => {
    await tab.add(1);
    await dashboard.shows([{ pages: ["/"], items: [1] }]);
  });
  await anna.setOffline(true);
  network.cut();
  await step("the page says that it is cut off", async () => {
    await tab.page.bringToFront();
    await tab.page.waitForSelector("text=Reconnecting… stock may be out of date");
  });
  await world.shop("release", "2");
  await world.stock(1, 0);
  expect(await tab.sizes(2)).toEqual({});
  network.prefer(a.url);
  await anna.setOffline(false);
  await step("the network is back, and the page right", async () => {
    await expect.poll(() => tab.sizes(2)).toHaveProperty("14");
    await expect.poll(() => tab.lines()).toEqual([{ item: 1, state: "Sold out", struck: true }]);
  });
  expect(tab.loads).toBe(1);
  await anna.close();
  network.close();
  await step("the shopper leaves", () => dashboard.shows([]));
});

test("Back shows the shop as it is, not as it was_seedE", async () => {
  const anna = await world.person();
  const tab = await Tab.open(anna, a.url);
  const other = await Tab.open(anna, b.url);
  await step("a shopper adds, and goes on to the checkout", async () => {
    await tab.add(4);
    await tab.holds(4);
    await tab.click(".cart__checkout");
    await dashboard.shows([{ pages: ["/", "/checkout"], items: [4] }]);
  });
  await world.shop("release", "4");
  await world.stock(6, 0);
  await step("another tab changes the cart", async () => {
    await other.remove(4);
    await other.add(5);
    await other.holds(5);
    await dashboard.shows([{ pages: ["/", "/checkout"], items: [5] }]);
  });
  await step("Back", async () => {
    await tab.page.goBack({ waitUntil: "commit" }); // also where the browser kept the page
    await expect.poll(() => tab.sizes(4)).toHaveProperty("40");
    await expect.poll(async () => (await tab.sizes(1))["6"]?.level).toBe("out");
    await tab.holds(5);
    await dashboard.shows([{ pages: ["/", "/"], items: [5] }]);
  });
  await step("and forward", async () => {
    await tab.page.goForward({ waitUntil: "commit" });
    await tab.holds(5);
    await dashboard.shows([{ pages: ["/", "/checkout"], items: [5] }]);
  });
  await anna.close();
  await step("the shopper leaves", () => dashboard.shows([]));
});
