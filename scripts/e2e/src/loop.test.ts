// The main path: shoppers in tabs on two storefronts, and an admin who watches
// them. The dashboard is right after every step.
import { beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { step } from "./step";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("loop");
let dashboard: Dashboard;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  dashboard = await Dashboard.open(await world.person(), world.admin.url);
});

const said = () => dashboard.page.textContent("#shoppers-by-page > .target");

test("a shop that nobody has been in is not taken for one that is empty now", async () => {
  await dashboard.shows([]);
  await expect.poll(said).toContain("a storefront reports with its first shopper, and none has");
});

test("a cart is one for all its tabs, and another for somebody else", async () => {
  const [a, b] = world.storefronts;
  const [anna, ben] = [await world.person(), await world.person()];
  const one = await Tab.open(anna, a.url);
  const two = await Tab.open(anna, a.url);
  const far = await Tab.open(anna, b.url);
  const hers = [one, two, far];
  const his = await Tab.open(ben, b.url);
  const figures = (pages: string[], items: number[], ...more: number[]) =>
    dashboard.shows([
      { pages, items },
      { pages: ["/"], items: more },
    ]);
  const all = ["/", "/", "/"];
  const holds = async (...items: number[]) => {
    await Promise.all(hers.map((tab) => tab.holds(...items)));
  };

  await step("three tabs of one, and one of another", () => figures(all, []));
  await step("the first adds", async () => {
    await one.add(15);
    await holds(15);
    await figures(all, [15]);
  });
  expect(await one.news()).toBe("");
  for (const tab of [two, far]) {
    expect(await tab.news()).toBe("Updated in another tab: + Highwater 6.5");
  }
  await step("the second undoes it", async () => {
    await two.undo();
    await holds();
    await figures(all, []);
  });
  await step("two add at the same moment, on two storefronts", async () => {
    await Promise.all([two.add(14), far.add(16)]);
    await holds(14, 16);
    await figures(all, [14, 16]);
  });
  await step("the other shopper adds one of them, too", async () => {
    await his.add(14);
    await his.holds(14);
    await figures(all, [14, 16], 14);
  });
  await holds(14, 16);
  await step("the third tab removes", async () => {
    await far.remove(14);
    await holds(16);
    await figures(all, [16], 14);
  });
  await his.holds(14);
  await step("the first goes to the checkout", async () => {
    await one.click(".cart__checkout");
    await figures(["/", "/", "/checkout"], [16], 14);
  });
  await one.holds(16);
  await step("its cart still follows the others", async () => {
    await two.add(17);
    await holds(16, 17);
    await figures(["/", "/", "/checkout"], [16, 17], 14);
  });
  await step("the second is closed", async () => {
    await two.close();
    await figures(["/", "/checkout"], [16, 17], 14);
  });
  await step("the shopper goes with the last tab", async () => {
    await one.close();
    await far.close();
    await dashboard.shows([{ pages: ["/"], items: [14] }]);
  });
  await step("and comes back to the same cart", async () => {
    const again = await Tab.open(anna, b.url);
    await again.holds(16, 17);
    await figures(["/"], [16, 17], 14);
  });
  await anna.close();
  await ben.close();
  await step("all leave", () => dashboard.shows([]));
  await expect.poll(said).toContain("2 storefronts are reporting, but nobody has the shop open");
});

test("signing out ends every dashboard of that browser", async () => {
  const admin = await world.person();
  const first = await Dashboard.open(admin, world.admin.url);
  const second = await admin.newPage();
  await second.goto(`${world.admin.url}/admin`);
  await second.click("text=Sign out");
  await step("the other dashboard says so", () => first.is("signed_out"));
  await first.page.click("text=Sign in");
  await first.page.waitForURL(/\/admin\/login/);
  await admin.close();
});
