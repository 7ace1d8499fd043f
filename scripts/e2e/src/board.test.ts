// The dashboard's cards: each figure leads to its carts, the list stands still
// for whoever reads it, and everything can be done by keyboard.
import { text as content } from "node:stream/consumers";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Crowd } from "./crowd";
import { Dashboard } from "./dashboard";
import { look } from "./looks";
import { step } from "./step";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("board");
const [a, b] = world.storefronts;
let admin: BrowserContext;
let dashboard: Dashboard;
let page: Page;
let crowd: Crowd;

beforeAll(async () => {
  await world.shop("release", "1", "2");
  admin = await world.person({ acceptDownloads: true });
  dashboard = await Dashboard.open(admin, world.admin.url);
  page = dashboard.page;
  crowd = await Crowd.come(a.url);
  await crowd.add(0, 1);
  await crowd.add(3, 1);
});

afterAll(() => crowd.leave());

const text = async (selector: string) => (await page.textContent(selector)) ?? "";
const rows = () =>
  page
    .locator(".grid__rows .grid__row")
    .evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset["handle"] ?? ""));
const all = () => page.click(".kpi--carts .kpi__value");
const pause = () => page.keyboard.press("p");

/** Looks at a state of which most is seen in others, at one width. */
async function glance(name: string, width = 1280): Promise<void> {
  await look(page, `dashboard-${name}`, [width]);
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Figures, and what the list says of the same, at one moment. */
async function pairs(): Promise<Record<string, readonly [figure: string, listed: string]>> {
  return page.evaluate(() => {
    const read = (selector: string) =>
      document.querySelector(selector)?.firstChild?.parentElement?.textContent ?? "";
    const figure = (term: string) => read(`.kpi--${term} .kpi__value`).replace(" – show these", "");
    return {
      carts: [figure("carts"), read("#carts-total")],
      tabs: [figure("tabs"), read("#carts-tabs")],
      items: [figure("items"), read("#carts-items")],
      value: [figure("value"), read("#carts-value")],
      checkout: [figure("checkout"), read("#carts-total")],
      sold: [figure("sold"), read("#sold dd > span").replace(/ orders?$/, "")],
    };
  });
}

test("three tabs of one cart with one item are one cart, three tabs and a demand of one", async () => {
  await expect.poll(() => text("#shopper-count")).toBe("12");
  const anna = await world.person();
  const tabs = [
    await Tab.open(anna, a.url),
    await Tab.open(anna, b.url),
    await Tab.open(anna, a.url),
  ];
  await tabs[0]?.add(14);
  await tabs[2]?.holds(14);
  await expect.poll(() => text("#shopper-count")).toBe("13");
  await expect.poll(async () => (await pairs())["tabs"]?.[0]).toBe("15");
  await expect.poll(() => text("#admin-item-cart-count-14")).toBe("1");
  await anna.close();
  await expect.poll(() => text("#shopper-count")).toBe("12");
});

test("a shopper who walks through twenty pages never makes a figure or a row blink", async () => {
  const ben = await world.person();
  const tab = await Tab.open(ben, b.url);
  await expect.poll(() => text("#shopper-count")).toBe("13");
  await page.bringToFront();
  await expect.poll(rows).toHaveLength(13);
  await dashboard.watch();
  const before = await rows();
  for (let i = 0; i < 20; i++) {
    await tab.page.goto(i % 2 ? b.url : `${a.url}/checkout`);
  }
  expect(await dashboard.seen()).toEqual(["13"]);
  expect((await rows()).sort()).toEqual(before.sort());
  await ben.close();
  await expect.poll(() => text("#shopper-count")).toBe("12");
});

test("every figure equals the carts that it leads to, while carts change", async () => {
  await page.bringToFront();
  crowd.stir();
  for (const term of ["tabs", "items", "value", "checkout", "carts"]) {
    await page.click(`.kpi--${term} .kpi__value`);
    await step(`${term}, live`, () =>
      expect.poll(async () => equal((await pairs())[term])).toBe(true),
    );
  }
  await pause();
  for (const term of ["tabs", "items", "value", "checkout", "carts"]) {
    await page.click(`.kpi--${term} .kpi__value`);
    await step(`${term}, paused`, async () => {
      await changes(100); // the carts that were asked for are here by then
      const then = (await pairs())[term];
      expect(equal(then)).toBe(true);
      await changes(100);
      expect((await pairs())[term]).toEqual(then);
    });
  }
  await pause();
  await page.click(".kpi--sold .kpi__value");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("sold-title");
  await crowd.rest();
});

/** Waits for so many changes of carts. */
async function changes(more: number): Promise<void> {
  const from = crowd.changes;
  await expect.poll(() => crowd.changes).toBeGreaterThan(from + more);
}

function equal(pair: readonly [string, string] | undefined): boolean {
  return pair !== undefined && pair[0] !== "" && pair[0] === pair[1];
}

test("at a calmer rate every figure equals its carts, too", async () => {
  await crowd.add(1, 24);
  await crowd.add(2, 24);
  crowd.stir();
  await rate("calm");
  for (const term of ["tabs", "items", "value", "checkout", "carts"]) {
    await page.click(`.kpi--${term} .kpi__value`);
    await step(`${term}, every 5 s`, () =>
      expect.poll(async () => equal((await pairs())[term])).toBe(true),
    );
  }
  await step("demand, every 5 s", async () => {
    await expect.poll(() => text("#admin-item-cart-count-24")).toBe("2");
    await page.locator("td:has(#admin-item-cart-count-24) button").click();
    await expect.poll(() => text("#carts-total")).toBe("2");
  });
  await page.click(".kpi--sold .kpi__value");
  expect(equal((await pairs())["sold"])).toBe(true);
  await rate("live");
  await crowd.rest();
  await all();
});

/** Chooses how often the page is drawn. */
async function rate(name: string): Promise<void> {
  await page.click("text=View");
  await page.selectOption("#settings select >> nth=0", name);
  await page.keyboard.press("Escape");
}

test("the stages add up to the carts, whatever happens", async () => {
  crowd.stir();
  const sums = await page.evaluate(async () => {
    const seen: (readonly [number, number])[] = [];
    const whole = (one: Element | null) => Number(one?.textContent?.replaceAll(",", ""));
    const note = () => {
      const stages = [...document.querySelectorAll(".stages__button b")].map(whole);
      const carts = whole(document.querySelector("#shopper-count"));
      seen.push([stages.reduce((sum, n) => sum + n, 0), carts]);
    };
    return new Promise<typeof seen>((resolve) => {
      const bar = document.querySelector(".stages__row");
      new MutationObserver(() => {
        note();
        if (seen.length >= 10) {
          resolve(seen);
        }
      }).observe(bar ?? document.body, { childList: true, characterData: true, subtree: true });
    });
  });
  await crowd.rest();
  for (const [stages, carts] of sums) {
    expect(stages).toBe(carts);
  }
});

test("no row moves while somebody reads, and the new order is offered", async () => {
  await page.bringToFront();
  await page.setViewportSize({ width: 1280, height: 420 });
  await all();
  await page.goto(`${world.admin.url}/admin?sort=-value_usd`);
  await expect.poll(rows).not.toEqual([]);
  await page.locator(".grid__rows .grid__row").first().focus();
  const at = () =>
    page.evaluate(() => ({
      focus: (document.activeElement as HTMLElement).dataset["handle"],
      top: document.querySelector(".grid__box")?.scrollTop,
    }));
  const first = (await at()).focus;
  await page.keyboard.press("PageDown");
  await expect.poll(async () => (await at()).focus).not.toBe(first); // the last that it does
  expect((await at()).top).toBeGreaterThan(0);
  const [before, order] = [await at(), await rows()];
  crowd.stir();
  await expect.poll(() => page.isVisible(".grid__outdated")).toBe(true);
  const from = crowd.changes;
  await expect.poll(() => crowd.changes).toBeGreaterThan(from + 500);
  expect(await at()).toEqual(before);
  expect(await rows()).toEqual(order);
  await crowd.rest();
  const dora = await world.person(); // whoever rests may be in the order that stands: she is first
  const tab = await Tab.open(dora, a.url);
  for (const item of [14, 15, 16, 17]) {
    await tab.add(item);
  }
  const code = (await tab.page.textContent(".cart__support b"))?.replace("-", "").toLowerCase();
  const hers = page.locator(`.grid__row[data-handle^="${code}"]`);
  await page.bringToFront();
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(() => hers.locator(".cell--items").textContent()).toContain("+2");
  await page.click(".grid__outdated");
  await expect.poll(async () => (await rows())[0]?.slice(0, 8)).toBe(code);
  await expect.poll(() => page.isVisible(".grid__outdated")).toBe(false);
  await dora.close();
  await all();
});

test("a pause freezes the list, and going on catches up", async () => {
  await page.bringToFront();
  await pause();
  expect(await text(".state__label")).toBe("Paused");
  const list = () => text("#carts");
  const before = await list();
  crowd.stir();
  await expect.poll(() => crowd.changes).toBeGreaterThan(500);
  await crowd.add(5, 26);
  await crowd.rest();
  expect(await list()).toBe(before);
  await glance("paused");
  await pause();
  await expect.poll(() => text("#admin-item-cart-count-26")).toBe("1");
  await expect.poll(() => text(".state__label")).toBe("Live");
});

test("a view stands in the address: it can be shared, and Back undoes it", async () => {
  await page.bringToFront();
  await page.locator("td:has(#admin-item-cart-count-26) button").click();
  await expect.poll(() => page.url()).toContain("item=26");
  await expect.poll(() => text("#carts-total")).toBe("1");
  const other = await admin.newPage();
  await other.goto(page.url());
  await expect.poll(() => other.textContent("#carts-total")).toBe("1");
  expect(await other.textContent(".chip")).toContain("Highwater 12");
  await other.close();
  await page.click(".grid__rows .grid__row");
  await page.waitForSelector(".drawer");
  await expect.poll(() => text(".drawer")).toMatch(/Highwater, size 12.*also in 0 carts/);
  await glance("drawer", 360);
  await page.goBack();
  await expect.poll(() => page.locator(".drawer").count()).toBe(0);
  expect(await text("#carts-total")).toBe("1");
  await page.fill("#search", "no such thing");
  await page.waitForSelector("text=No cart matches 2 filters.");
  await glance("filtered-empty", 360);
  await page.click("text=Clear all");
  await expect.poll(() => text("#carts-total")).toBe("12");
});

test("everything can be done by keyboard", async () => {
  await page.bringToFront();
  await page.keyboard.press("/");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("search");
  await page.keyboard.type("highwater");
  await expect.poll(() => page.url()).toContain("q=highwater");
  await page.fill("#search", "");
  await expect.poll(() => text("#carts-total")).toBe("12");
  await page.locator('.grid__rows [tabindex="0"]').focus();
  const focused = () =>
    page.evaluate(() => (document.activeElement as HTMLElement).dataset["handle"]);
  const first = await focused();
  await page.keyboard.press("ArrowDown");
  await expect.poll(focused).not.toBe(first);
  const second = await focused();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".drawer");
  expect(page.url()).toContain(`cart=${second}`);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator(".drawer").count()).toBe(0);
  await expect.poll(focused).toBe(second);
  await page.keyboard.press("?");
  expect(await page.isVisible("#definitions")).toBe(true);
  await page.keyboard.press("Escape");
  expect(await page.isVisible("#definitions")).toBe(false);
});

test("a browser whose clock is wrong shows right ages, and none is negative", async () => {
  for (const hours of [-1, 1]) {
    const person = await world.person();
    await person.addInitScript((ms) => {
      const now = Date.now;
      Date.now = () => now() + ms;
    }, hours * 3_600_000);
    const wrong = await Dashboard.open(person, world.admin.url);
    expect(Math.abs((await wrong.clock()) - Date.now())).toBeLessThan(30_000);
    await expect.poll(() => wrong.page.locator(".grid__rows time").count()).toBeGreaterThan(0);
    const ages = await wrong.page.locator(".grid__rows time").allTextContents();
    expect(ages.filter((age) => !/^(now|\d+ s|\d+ min)$/.test(age))).toEqual([]);
    await person.close();
  }
});

test("a file of the carts holds those of the filter", async () => {
  await page.bringToFront();
  await page.selectOption("select[aria-label=Stage]", "checkout");
  await expect.poll(() => page.url()).toContain("stage=checkout");
  await expect.poll(async () => equal((await pairs())["checkout"])).toBe(true);
  const count = Number(await text("#carts-total"));
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=CSV")]);
  const lines = (await content(await download.createReadStream())).trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^cart,stage,page,/);
  expect(lines).toHaveLength(count + 1);
  expect(lines.slice(1).filter((line) => !line.includes(",checkout,"))).toEqual([]);
  await all();
});

test("an operator releases and restocks, each after a second thought", async () => {
  await page.bringToFront();
  const row = page.locator("tr:has(#product-3)");
  await row.locator("text=Release…").click();
  await page.click("dialog[open] >> text=Cancel");
  expect(await row.textContent()).toContain("Not released");
  await row.locator("text=Release…").click();
  await page.click("dialog[open] button[type=submit]");
  await expect.poll(() => row.textContent()).not.toContain("Not released");
  await world.stock(27, 0);
  const left = () => text("td:has(#admin-item-cart-count-27) .sizes__stock");
  await expect.poll(left).toBe("sold out");
  await row.locator("text=Restock…").click();
  await page.fill("dialog[open] input[type=number]", "7");
  await page.click("dialog[open] button[type=submit]");
  await expect.poll(left).toBe("7");
  expect(await page.locator("dialog[open]").count()).toBe(0);
});

test("an order is counted, with its value, and told", async () => {
  const carla = await world.person();
  const tab = await Tab.open(carla, a.url);
  await tab.add(1);
  await tab.holds(1);
  const answer = await carla.request.post(`${a.url}/checkout`, { maxRedirects: 0 });
  expect(answer.headers()["location"]).toBe("/checkout/complete");
  await page.bringToFront();
  await expect.poll(() => text("#sold")).toMatch(/Last 10 minutes\$1201 order.*Today\$1201 order/);
  await expect.poll(() => text(".activity")).toContain("placed an order");
  await rate("calm");
  await expect.poll(async () => (await pairs())["sold"]).toEqual(["1", "1"]);
  await rate("live");
  await carla.close();
});

test("it fits on narrow and on enlarged screens, and is calm where motion is not wanted", async () => {
  await page.bringToFront();
  for (const width of [320, 360, 640, 800, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expect
      .poll(() =>
        page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
      )
      .toBe(0);
  }
  await page.emulateMedia({ reducedMotion: "reduce" });
  await crowd.add(7, 25);
  await expect.poll(() => text("#admin-item-cart-count-25")).toBe("1");
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.emulateMedia({ reducedMotion: null });
});

test("on a wall it shows the shop, and no names", async () => {
  await page.bringToFront();
  await page.click("text=View");
  await page.click("text=Wall view");
  await expect.poll(() => page.url()).toContain("wall=1");
  expect(await page.locator(".handle").count()).toBe(0);
  const controls = "main :is(a, button, input, select)";
  expect(await page.locator(controls).count(), "what can be pressed").toBe(0);
  await expect.poll(() => text("#shopper-count")).toBe("12");
  await glance("wall");
  await page.goBack();
  await page.waitForSelector("#carts");
});

test("a shared screen hides names and money", async () => {
  await page.bringToFront();
  await page.click(".bar__privacy");
  const secrets = page.locator(".handle, .kpi--value .kpi__value, .sold, .cell--value_usd");
  const told = async () => (await secrets.allTextContents()).join(" ");
  await expect.poll(told).not.toMatch(/\$\d|[0-9a-f]{4}·[0-9a-f]{4}/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=CSV")]);
  const file = await content(await download.createReadStream());
  expect(file).toMatch(/^stage,page,page_since,items,tabs,/);
  expect(file, "handles").not.toMatch(/[0-9a-f]{16}/);
  await page.click(".grid__rows .grid__row");
  await page.waitForSelector(".drawer");
  expect(page.url(), "the address").not.toContain("cart=");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator(".drawer").count()).toBe(0);
  await page.click(".bar__privacy");
  await expect.poll(told).toMatch(/[0-9a-f]{4}·[0-9a-f]{4}.*\$\d/s);
});

test("while a storefront is missing the figures say so, and are exact again afterwards", async () => {
  const dora = await world.person();
  await Tab.open(dora, b.url);
  await expect.poll(() => text("#shopper-count")).toBe("13");
  await page.bringToFront();
  await b.end();
  await step("it is partial", async () => {
    await page.waitForSelector(".banner--partial");
    expect(await text(".banner")).toContain("1 of 2 storefronts reporting");
    expect(await text(".kpi--carts .kpi__value")).toContain("≈");
  });
  await glance("partial");
  await step("it is exact", async () => {
    await expect.poll(() => page.locator(".banner").count()).toBe(0);
    await expect.poll(() => text("#shopper-count")).toBe("12");
  });
  expect(await text("#needs-attention")).toContain("was lost");
  await dora.close();
});

test("the page comes compressed, and complains of nothing", async () => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const [script] = await Promise.all([
    page.waitForResponse((answer) => /dashboard-.*\.js$/.test(answer.url())),
    page.reload(),
  ]);
  expect(script.headers()["content-encoding"]).toBe("gzip");
  await dashboard.is("live");
  await page.waitForSelector(".chart canvas");
  expect(complaints).toEqual([]);
});
