// How the shop is to use: by keyboard, without a script, without motion; and
// what a visit costs.
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { step } from "./step";
import { Tab } from "./tab";
import { useWorld } from "./world";

const world = useWorld("shopuse");
const [a] = world.storefronts;

beforeAll(() => world.shop("release", "1", "2"));

/** What the keyboard is at, and whether one sees that it is there. */
interface Focus {
  readonly name: string;
  readonly seen: boolean;
}

/** Runs in the page. */
function focus(): Focus {
  const at = document.activeElement ?? document.body;
  const box = at.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const uncovered = middle !== null && (at.contains(middle) || middle.contains(at));
  return {
    name: (at.getAttribute("aria-label") ?? at.textContent ?? "").replace(/\s+/g, " ").trim(),
    seen: uncovered && Number.parseFloat(getComputedStyle(at).outlineWidth) >= 2,
  };
}

async function press(page: Page, key: string): Promise<Focus> {
  await page.keyboard.press(key);
  return page.evaluate(focus);
}

test("a shopper without a mouse sees where they are, and does all the same", async () => {
  const anna = await world.person();
  const tab = await Tab.open(anna, a.url);
  const { page } = tab;
  await page.bringToFront();
  const stops = [await press(page, "Tab")];
  while (stops.at(-1)?.name !== "What this shop sees of you") {
    stops.push(await press(page, "Tab"));
  }
  expect(stops.filter(({ seen }) => !seen)).toEqual([]);
  expect(stops[0]?.name).toBe("Skip to the content");
  const sizes = stops.filter(({ name }) => name.startsWith("Size "));
  expect(sizes, "all sizes of two shoes, sold out or not").toHaveLength(26);

  await page.focus('.size-container__entry[value="1"]');
  await page.keyboard.press("Enter");
  await tab.holds(1);
  expect((await page.evaluate(focus)).name).toBe("Size 6 In cart");
  expect((await press(page, "Space")).name).toBe("Remove Tideline, size 6");
  await page.keyboard.press("Enter");
  await tab.holds();
  expect((await page.evaluate(focus)).name).toMatch(/^Cart 0/);
  await anna.close();
});

test("a browser without a script can do it all by forms", async () => {
  const ben = await world.person({ javaScriptEnabled: false });
  const tab = await Tab.open(ben, a.url);
  const said = () => tab.page.textContent(".notice");
  for (const item of [1, 2, 14]) {
    await tab.add(item);
    await tab.holds(...[1, 2, 14].filter((other) => other <= item));
  }
  await tab.add(2);
  expect(await said()).toBe("That size is already in your cart.");
  await world.stock(1, 0);
  await world.stock(2, 0);
  await step("the next page says what sold out", async () => {
    await expect
      .poll(async () => {
        await tab.page.reload();
        return (await tab.lines()).map(({ state }) => state);
      })
      .toEqual(["Sold out", "Sold out", ""]);
  });
  expect(await tab.page.textContent("[data-cart-subtotal]")).toBe("$95");
  await tab.page.click('.size-container__entry[value="1"]', { force: true });
  expect(tab.page.url()).toBe(`${a.url}/`);
  await tab.page.click(".cart__clear button");
  await tab.holds(14);
  await tab.remove(14);
  await tab.holds();
  await ben.close();
});

test("who wants no motion gets none", async () => {
  for (const [reducedMotion, moving] of [
    ["reduce", 0],
    ["no-preference", 1],
  ] as const) {
    const person = await world.person({ reducedMotion });
    const tab = await Tab.open(person, a.url);
    await tab.add(3);
    await tab.holds(3);
    await tab.add(3); // leads to its line, which lights up
    const lit = () =>
      tab.page.evaluate(
        () => document.querySelector(".cart-item--pointed")?.getAnimations().length,
      );
    await expect.poll(lit).toBe(moving);
    await person.close();
  }
});

test("nothing moves while the page loads, nor when a shoe is released", async () => {
  for (const [width, product] of [
    [320, 3],
    [1280, 4],
  ] as const) {
    const person = await world.person({ viewport: { width, height: 2_000 } });
    await person.addInitScript(noteShifts);
    const tab = await Tab.open(person, a.url);
    await tab.page.bringToFront();
    await world.shop("release", String(product));
    await expect.poll(async () => Object.keys(await tab.sizes(product))).toHaveLength(13);
    expect(await tab.page.evaluate(shifts), `${width} px`).toEqual([]);
    await tab.page.evaluate(() => document.querySelector(".bar")?.before("something new"));
    await expect.poll(() => tab.page.evaluate(shifts), { message: "the measure" }).not.toEqual([]);
    await person.close();
  }
});

/** Notes what moves by itself from the moment the page begins to load. Runs in the page. */
function noteShifts(): void {
  const noted = { shifts: [] as string[] };
  Object.assign(window, { noted });
  new PerformanceObserver((list) => {
    noted.shifts.push(...list.getEntries().map((entry) => JSON.stringify(entry)));
  }).observe({ type: "layout-shift", buffered: true });
}

/** Runs in the page. */
async function shifts(): Promise<string[]> {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return (window as unknown as { noted: { shifts: string[] } }).noted.shifts;
}

/** Far beyond the second that is the aim: a busy machine is no fault of the page. */
const FAR = 15_000;

test.each([
  { cart: "an empty cart", items: 0 },
  { cart: "a full cart", items: 50 },
])("a visit with $cart is light: 60 KB without the pictures", async ({ cart, items }) => {
  const person = await world.person();
  await person.request.get(a.url);
  for (let item = 1; item <= items; item++) {
    const form = { item_id: String(item) };
    await person.request.post(`${a.url}/cart/items`, { form, maxRedirects: 0 });
  }
  const page = await person.newPage();
  const sizes: Promise<[string, number]>[] = [];
  page.on("requestfinished", (request) => {
    if (!request.url().endsWith(".svg")) {
      const size = request.sizes().then(({ responseBodySize }) => responseBodySize);
      sizes.push(size.then((bytes) => [request.resourceType(), bytes]));
    }
  });
  await page.goto(a.url, { waitUntil: "networkidle" });
  const parts = await Promise.all(sizes);
  const paint = await page.evaluate(largestPaint);
  console.log(
    `${cart}: largest paint after ${Math.round(paint)} ms, ${JSON.stringify(parts)} bytes`,
  );
  expect(await page.locator(".cart-item").count()).toBe(items);
  expect(parts.map(([part]) => part).sort()).toEqual(["document", "script", "stylesheet"]);
  expect(parts.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThanOrEqual(60 * 1024);
  expect(paint).toBeLessThan(FAR);
  await person.close();
});

/** In milliseconds. Runs in the page. */
function largestPaint(): Promise<number> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      resolve(list.getEntries().at(-1)?.startTime ?? 0);
    });
    observer.observe({ type: "largest-contentful-paint", buffered: true });
  });
}
