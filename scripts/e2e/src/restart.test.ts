// Everything but Redis goes away and comes again: what admins had is there.
import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { step } from "./step";
import { useWorld } from "./world";

const world = useWorld("restart");
const MINUTE = 60_000;
let admin: BrowserContext;
let page: Page;

beforeAll(async () => {
  await world.shop("release", "1");
  admin = await world.person();
  page = (await Dashboard.open(admin, world.admin.url)).page;
});

const services = () => [...world.storefronts, world.admin];
const minutes = (page: Page) => page.locator(".minutes tbody tr").allTextContents();

/** The minutes with a point, as the table of the chart shows them. */
async function recorded(page: Page): Promise<string[]> {
  return (await minutes(page)).slice(1).filter((row) => !row.includes("––––"));
}

/** Puts minutes into the history, as the service records them. */
async function record(...ago: readonly number[]): Promise<void> {
  for (const minute of ago) {
    const at = new Date(Math.floor(Date.now() / MINUTE) * MINUTE - minute * MINUTE).toISOString();
    const [day = "", time = ""] = at.split("T");
    const point = { at, carts: 40 + minute, tabs: 2, with_items: 1, checkout: 0, orders: 1 };
    await world.redis.command(
      ...["hset", `admin:history:${day}`, time.slice(0, 5), JSON.stringify(point)],
    );
  }
}

test("the history and who is signed in are there after a restart of all services", async () => {
  await record(12, 11, 8);
  await page.click(".panel--history >> role=button[name=Table]");
  const has = (rows: string[]) => ["52", "51", "48"].map((n) => rows.some((r) => r.includes(n)));
  await step("the minutes are shown", () =>
    expect.poll(async () => has(await recorded(page))).toEqual([true, true, true]),
  );
  const before = (await recorded(page)).filter((row) => /52|51|48/.test(row));
  await step("everything but Redis ends", () =>
    Promise.all(services().map((service) => service.end())),
  );
  await step("a shop that is away says so", () => expect(fetch(world.admin.url)).rejects.toThrow());
  await step("and is there again", () => Promise.all(services().map((service) => service.start())));
  await step("the page that was open goes on", () =>
    page.waitForSelector('#connection-state[data-state="live"]').then(() => undefined),
  );
  const other = await admin.newPage();
  await other.goto(`${world.admin.url}/admin`);
  await step("a new page needs no sign-in", () =>
    other.waitForSelector('#connection-state[data-state="live"]').then(() => undefined),
  );
  await other.click(".panel--history >> role=button[name=Table]");
  for (const one of [page, other]) {
    const rows = async () => (await recorded(one)).filter((row) => /52|51|48/.test(row));
    await step("its minutes", () => expect.poll(rows).toEqual(before));
    await expect.poll(() => one.textContent(".panel--audit")).toContain("admin signed in");
  }
});

test("who has a password signs in with it after a restart", async () => {
  const viewer = await Dashboard.signIn(await world.person(), world.admin.url, "viewer");
  await viewer.is("live");
});
