// The cards: one that fails, what a reader may set, what is announced, and what
// a viewer may do.
import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { Dashboard } from "./dashboard";
import { look } from "./looks";
import { step } from "./step";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("cards");
const [a] = world.storefronts;
let admin: BrowserContext;
let dashboard: Dashboard;
let page: Page;
let shop: Tab;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  admin = await world.person();
  dashboard = await Dashboard.open(admin, world.admin.url);
  page = dashboard.page;
  shop = await Tab.open(await world.person(), a.url);
});

const text = async (selector: string, of = page) => (await of.textContent(selector)) ?? "";

test("a card that fails takes nothing with it, and is there again when tried again", async () => {
  await dashboard.shows([{ pages: ["/"], items: [] }]);
  const log: string[] = [];
  page.on("console", (message) => log.push(message.text()));
  const other = await Tab.open(await world.person(), a.url);
  await page.evaluate(() => {
    // Of all cards only the chart's own function needs it.
    Reflect.set(window, "kept", Array.prototype.findLast);
    Reflect.deleteProperty(Array.prototype, "findLast");
  });
  await page.waitForSelector(".panel--history.failed");
  const said = await text(".panel--history");
  expect(said).toContain("“History” cannot be shown");
  await step("the log has the same number", () =>
    expect
      .poll(() => log.join("\n"))
      .toContain(`"History" failed (${/[0-9a-f]{8}/.exec(said)?.[0]})`),
  );
  await other.close();
  await step("the other cards go on", async () => {
    await dashboard.shows([{ pages: ["/"], items: [] }]);
    await expect.poll(() => text("#carts-total")).toBe("1");
  });
  await look(page, "dashboard-failed");
  await page.evaluate(() => {
    Reflect.set(Array.prototype, "findLast", Reflect.get(window, "kept"));
  });
  await page.click("text=Try again");
  await page.waitForSelector(".panel--history .chart canvas");
});

test("what happened is named in the table of the chart, and in its summary", async () => {
  await page.bringToFront();
  await world.shop("release", "3");
  const label = () => page.getAttribute(".chart", "aria-label");
  await expect.poll(label).toMatch(/At \d\d:\d\d: .* released\./);
  await page.click(".panel--history >> role=button[name=Table]");
  await expect.poll(() => text(".minutes tbody")).toMatch(/ released/);
  await page.click(".panel--history >> role=button[name=Table]");
});

test("states and what a filter leaves are announced", async () => {
  await page.bringToFront();
  const announced = () => text("#announced");
  await page.keyboard.press("p");
  await expect.poll(announced).toMatch(/^Paused at \d\d:\d\d:\d\d\.$/);
  await page.keyboard.press("p");
  await expect.poll(announced).toBe("Live. The figures follow the shop.");
  await page.selectOption("select[aria-label=Stage]", "checkout");
  await expect.poll(announced).toBe("None of 1 cart matches the filter.");
  await page.selectOption("select[aria-label=Stage]", "browsing");
  await expect.poll(announced).toBe("1 of 1 cart matches the filter.");
  await page.click(".kpi--carts .kpi__value");
  expect(await text("#alarm")).toBe("");
});

test("a reader sets what needs attention, and the browser keeps it", async () => {
  await page.bringToFront();
  const alerts = () => text("#needs-attention");
  await world.stock(1, 2);
  await shop.add(1);
  await dashboard.shows([{ pages: ["/"], items: [1] }]);
  expect(await alerts()).toContain("Nothing needs attention.");
  await page.click("text=Limits…");
  await page.fill("dialog[open] input[name=pressure]", "0.4");
  await look(page, "dashboard-limits");
  await page.click("dialog[open] >> text=Save");
  await expect.poll(alerts).toContain("2 left");
  await page.reload();
  await expect.poll(alerts).toContain("2 left");
  await page.click("text=Limits…");
  expect(await page.inputValue("dialog[open] input[name=pressure]")).toBe("0.4");
  await page.click("dialog[open] >> text=As usual");
  await expect.poll(alerts).toContain("Nothing needs attention.");
});

test("at a calmer rate the page says as of when", async () => {
  await page.bringToFront();
  await page.click("text=View");
  await page.selectOption("#settings select >> nth=0", "calm");
  await page.keyboard.press("Escape");
  await expect.poll(() => text(".kpi--carts .as-of--calm")).toMatch(/as of \d\d:\d\d:\d\d/);
  await page.click("text=View");
  await page.selectOption("#settings select >> nth=0", "live");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator(".as-of").count()).toBe(0);
});

test("a page that nobody sees is not drawn, and right at once when somebody does", async () => {
  const seen = await Dashboard.open(await world.person(), world.admin.url);
  const demand = (item: number, of: Page) => text(`#admin-item-cart-count-${item}`, of);
  await show(page, "hidden");
  for (const item of [2, 3]) {
    await shop.add(item);
    await expect.poll(() => demand(item, seen.page)).toBe("1");
  }
  expect(await demand(2, page)).toBe("0");
  await show(page, "visible");
  expect(await demand(3, page)).toBe("1");
  await seen.page.context().close();
});

/** What a browser tells a page whose tab is put behind another one, or before it. */
async function show(page: Page, visibility: DocumentVisibilityState): Promise<void> {
  await page.evaluate((visibility) => {
    Object.defineProperty(document, "visibilityState", { value: visibility, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, visibility);
}

test("the browser tells of what needs attention, if asked to, while nobody sees the page", async () => {
  const person = await world.person();
  await person.addInitScript(notifications);
  const { page } = await Dashboard.open(person, world.admin.url);
  const told = () => page.evaluate(() => window.told);
  await expect.poll(() => text("#needs-attention", page)).toContain("Nothing needs attention.");
  expect(await told()).toEqual([]);
  await page.click("text=View");
  await page.click("text=Notify me of what needs attention");
  await expect.poll(told).toEqual(["asked for leave"]);
  await page.keyboard.press("Escape");
  await show(page, "hidden");
  await world.stock(2, 0);
  await expect.poll(told).toEqual(["asked for leave", "Tideline 6.5: sold out"]);
  await show(page, "visible");
  await world.stock(3, 0);
  await expect.poll(() => text("#needs-attention", page)).toContain("Tideline 7: sold out");
  await show(page, "hidden");
  await show(page, "visible");
  expect(await told()).toHaveLength(2);
  await person.close();
});

declare global {
  interface Window {
    /** What the browser was asked to tell, and that it was asked for leave. */
    told: string[];
  }
}

/** Stands in for the browser's notifications. Runs in the page, before its scripts. */
function notifications(): void {
  window.told = [];
  class Recorded {
    static permission = "default";
    static async requestPermission(): Promise<string> {
      window.told.push("asked for leave");
      Recorded.permission = "granted";
      return Recorded.permission;
    }
    constructor(title: string) {
      window.told.push(title);
    }
  }
  Object.defineProperty(window, "Notification", { value: Recorded });
}

test("a viewer sees everything and changes nothing", async () => {
  const person = await world.person();
  const viewer = await Dashboard.signIn(person, world.admin.url, "viewer");
  await viewer.is("live");
  await viewer.shows([{ pages: ["/"], items: [1, 2, 3] }]);
  await page.bringToFront();
  expect(await page.locator("text=/Re(lease|stock)…/").count(), "an operator's").toBeGreaterThan(1);
  expect(await viewer.page.locator("text=/Re(lease|stock)…/").count()).toBe(0);
  await look(viewer.page, "dashboard-viewer");
  for (const [event, payload] of [
    ["release", { product_id: 4 }],
    ["restock", { item_id: 1, count: 5 }],
  ] as const) {
    const answer = await viewer.page.evaluate(ask, [event, payload] as const);
    expect(answer, event).toEqual({ status: "error", response: { error: "forbidden" } });
  }
  expect(await text("tr:has(#product-4)", viewer.page)).toContain("Not released");
  await person.close();
});

/** Asks as the dashboard does, on a socket of its own. Runs in the page. */
async function ask([event, payload]: readonly [string, object]): Promise<unknown> {
  const { token } = await (await fetch("/admin/token")).json();
  const bearer = `base64url.bearer.phx.${btoa(token).replaceAll("=", "")}`;
  const url = `${location.origin.replace("http", "ws")}/admin_socket/websocket?vsn=2.0.0`;
  const socket = new WebSocket(url, ["phoenix", bearer]);
  const send = (ref: string, name: string, data: object) =>
    socket.send(JSON.stringify(["1", ref, "admin:dashboard", name, data]));
  return new Promise((resolve) => {
    socket.onopen = () => send("1", "phx_join", {});
    socket.onmessage = ({ data }) => {
      const [, ref, , , response] = JSON.parse(data);
      if (ref === "1") {
        send("2", event, payload);
      } else if (ref === "2") {
        socket.close();
        resolve(response);
      }
    };
  });
}
