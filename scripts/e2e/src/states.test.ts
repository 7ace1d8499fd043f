// The states of the dashboard that no other test stays in, to be looked at.
import type { BrowserContext, Page, WebSocketRoute } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { look } from "./looks";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("states");
let admin: BrowserContext;
let dashboard: Dashboard;
let page: Page;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  const shop = await Tab.open(await world.person(), world.storefronts[0].url);
  await shop.add(1);
  admin = await world.person();
  dashboard = await Dashboard.open(admin, world.admin.url);
  page = dashboard.page;
});

/** A dashboard of which the line to the server is ours. */
async function withLine(line: (page: WebSocketRoute) => void): Promise<Page> {
  const page = await admin.newPage();
  await page.routeWebSocket(/admin_socket/, line);
  await page.goto(`${world.admin.url}/admin`);
  return page;
}

test("connecting", async () => {
  await dashboard.shows([{ pages: ["/"], items: [1] }]);
  const page = await withLine(() => undefined);
  await page.waitForSelector("text=/No answer from the server for \\d+ s/");
  await expect.poll(() => page.textContent("#announced")).toContain("Connecting.");
  await look(page, "dashboard-connecting");
  await page.close();
});

test("syncing", async () => {
  const page = await withLine((line) => {
    const server = line.connectToServer();
    server.onMessage((frame) => line.send(String(frame).replace('"ready":true', '"ready":false')));
  });
  await page.waitForSelector("text=The server is still reading the carts.");
  await look(page, "dashboard-syncing");
  await page.close();
});

test("stock and sales that the server cannot vouch for", async () => {
  const at = new Date().toISOString();
  const page = await withLine((line) => {
    const server = line.connectToServer();
    server.onMessage((frame) => {
      const told = String(frame).replace(
        /"(shop|sales)_stale_since":null/g,
        `"$1_stale_since":"${at}"`,
      );
      line.send(told);
    });
  });
  await page.waitForSelector(
    "text=/Stock, releases and prices are as of .*; what is sold is as of/",
  );
  for (const card of ["demand", "tight", "sold"]) {
    await page.waitForSelector(`.panel--${card}.past .as-of`);
  }
  expect(await page.textContent(".state__label")).toBe("Partial");
  expect(await page.locator(".panel--pages .as-of").count(), "the carts are current").toBe(0);
  await look(page, "dashboard-aged");
  await page.close();
});

test("a dialog of an operator", async () => {
  await page.bringToFront();
  await page.click("tr:has(#product-3) >> text=Restock…");
  await look(page, "dialog-restock");
  await page.keyboard.press("Escape");
});

test("the definitions", async () => {
  await page.bringToFront();
  await page.keyboard.press("?");
  await look(page, "dialog-definitions");
  await page.keyboard.press("Escape");
});

test("what a reader may choose", async () => {
  await page.bringToFront();
  await page.click("text=View");
  await look(page, "sheet-view");
  await page.keyboard.press("Escape");
});

test("delayed", async () => {
  world.redis.freeze();
  await dashboard.is("delayed");
  await look(page, "dashboard-delayed");
  world.redis.thaw();
  await dashboard.is("live");
});

test("signed out", async () => {
  const other = await admin.newPage();
  await other.goto(`${world.admin.url}/admin`);
  await other.click("text=Sign out");
  await dashboard.is("signed_out");
  await expect.poll(() => page.textContent("#alarm")).toContain("Signed out.");
  await look(page, "dashboard-signed-out");
});
