// Two admin services behind one address: they show the same, and the browsers
// of one that dies move to the other.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Balancer } from "./balancer";
import { Crowd } from "./crowd";
import { Dashboard } from "./dashboard";
import { step } from "./step";
import { useWorld } from "./world";

const world = useWorld("instances");
const other = world.another("admin", "instances-admin-b");
/** Of the first instance, and of the other one. */
const moving: Dashboard[] = [];
const staying: Dashboard[] = [];
let crowd: Crowd;
let balancer: Balancer;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  await other.start();
  balancer = await Balancer.open(world.admin.url, other.url);
  crowd = await Crowd.come(world.storefronts[0].url);
  await crowd.add(0, 1);
  for (const [instance, served] of [
    [world.admin, moving],
    [other, staying],
  ] as const) {
    balancer.prefer(instance.url);
    for (let i = 0; i < 2; i++) {
      served.push(await Dashboard.open(await world.person(), balancer.url));
    }
  }
});

afterAll(async () => {
  await crowd?.leave();
  balancer?.close();
});

/** All that a page says in numbers, but for what depends on the moment. */
const told = (dashboard: Dashboard) =>
  dashboard.page.evaluate(() => {
    const text = (selector: string) =>
      [...document.querySelectorAll(selector)].map((one) => one.textContent);
    return {
      totals: text(".kpi__value"),
      stages: text(".stages__button b"),
      sizes: text(".sizes__cell"),
      pages: text("#shoppers-by-page tbody"),
      list: text("#carts-total, #carts-tabs, #carts-items, #carts-value"),
      rows: text(".grid__rows .handle").sort(),
    };
  });

async function alike(): Promise<void> {
  await expect.poll(async () => new Set(await everywhere()).size).toBe(1);
}

const everywhere = async () =>
  (await Promise.all([...moving, ...staying].map(told))).map((figures) => JSON.stringify(figures));

test("all dashboards show the same, whichever instance serves them", async () => {
  crowd.stir();
  await expect.poll(() => crowd.changes).toBeGreaterThan(200);
  await crowd.rest();
  await step("the same", alike);
  await step("all of it", () => expect.poll(async () => (await everywhere())[0]).toContain('"12"'));
});

test("browsers of an instance that dies move to the other, and say so until they have", async () => {
  for (const dashboard of [...moving, ...staying]) {
    await dashboard.watch();
  }
  const states = await Promise.all(
    [...moving, ...staying].map(({ page }) => page.evaluateHandle(follow)),
  );
  const seen = async () => Promise.all(states.map((state) => state.jsonValue()));
  balancer.prefer(world.admin.url);
  await world.admin.end();
  await step("they say that they reconnect", () =>
    expect
      .poll(async () => (await seen()).map(([first]) => first))
      .toEqual(["reconnecting", "reconnecting", undefined, undefined]),
  );
  await step("they are live again", async () => {
    await Promise.all(moving.map((dashboard) => dashboard.is("live")));
    await step("and the same", alike);
  });
  await step("they follow the shop", async () => {
    await crowd.add(3, 14);
    for (const { page } of [...moving, ...staying]) {
      await expect.poll(() => page.textContent("#admin-item-cart-count-14")).toBe("1");
    }
    await alike();
  });
  for (const dashboard of [...moving, ...staying]) {
    expect(await dashboard.seen(), "shoppers").toEqual(["12"]);
    expect(await dashboard.page.locator(".as-of").count()).toBe(0);
  }
  expect((await seen()).slice(2), "states of those that were not touched").toEqual([[], []]);
});

/** Notes every state of the connection from now on. Runs in the page. */
function follow(): string[] {
  const states: string[] = [];
  const state = document.querySelector<HTMLElement>("#connection-state");
  const note = () => states.push(state?.dataset["state"] ?? "");
  new MutationObserver(note).observe(state ?? document.body, {
    attributes: true,
    attributeFilter: ["data-state"],
  });
  return states;
}
