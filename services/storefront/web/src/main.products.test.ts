// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import { CART, find, load, pass, run, selling, size, text, unload, word } from "./page.fake";
import { drop, push, server } from "./server.fake";

beforeEach(load);
afterEach(unload);

const soon = () => document.querySelector(".product-soon-2");
const sizes = () => [...document.querySelectorAll('[data-product-id="2"] .size-container__entry')];

const closed = (id: number) =>
  size(id).getAttribute("aria-disabled") === "true" && size(id).type === "button";

const release = {
  product_id: 2,
  items: [
    { id: 14, size: "6", level: "low" },
    { id: 15, size: "6.5", level: "out" },
  ],
};

test("it joins its cart and every product, on one socket", async () => {
  await run();
  expect(server.joins.map((join) => join.topic)).toEqual([CART, "product:1", "product:2"]);
  expect(server.sockets).toHaveLength(1);
});

test("a release swaps coming soon for the sizes, and leaves the other shoe alone_seed02_34_35", async () => {
  await run();
  const other = find('[data-product-id="1"]').innerHTML;
  expect(sizes()).toHaveLength(0);
  push("product:2", "released", release);
  expect(soon()).toBeNull();
  expect(sizes().map((button) => button.textContent)).toEqual([
    "Size 6 Few left",
    "Size 6.5 Sold out",
  ]);
  expect(find('[data-product-id="2"] form').getAttribute("action")).toBe("/cart/items");
  expect(find('[data-product-id="1"]').innerHTML).toBe(other);
  expect(text("#announcement")).toBe("Highwater is out now: choose a size.");
});

test("a release keeps the levels that it does not tell", async () => {
  server.shelves.set("product:2", { released: false, levels: { 14: "out", 15: "high" } });
  await run();
  push("product:2", "released", { product_id: 2, items: [{ id: 14, size: "6", level: "low" }] });
  expect([14, 15].map(word)).toEqual(["Few left", "Plenty"]);
});

test("a release that is told twice is one", async () => {
  await run();
  push("product:2", "released", release);
  push("product:2", "released", release);
  expect(sizes()).toHaveLength(2);
});

test("a level changes class, word and whether it can be had_seed03_37", async () => {
  await run();
  push("product:1", "stock_change", { product_id: 1, item_id: 1, level: "low" });
  expect(size(1).className).toBe("size-container__entry size-container__entry--level-low");
  expect(word(1)).toBe("Few left");
  push("product:1", "stock_change", { product_id: 1, item_id: 1, level: "out" });
  expect(size(1).className).toBe("size-container__entry size-container__entry--level-out");
  expect([closed(1), word(1)]).toEqual([true, "Sold out"]);
  push("product:1", "stock_change", { product_id: 1, item_id: 1, level: "high" });
  expect([closed(1), word(1)]).toEqual([false, "Plenty"]);
});

test("a size that sells out keeps the keyboard, and does nothing", async () => {
  selling([2]);
  await run();
  size(1).focus();
  push("product:1", "stock_change", { product_id: 1, item_id: 1, level: "out" });
  size(1).click();
  await pass(10);
  expect(document.activeElement).toBe(size(1));
  expect(server.events).toEqual([]);
});

test("the last one is called that, until it is gone or there are more", async () => {
  server.shelves.set("product:1", { released: true, levels: { 1: "low", 3: "low" }, last: [3] });
  await run();
  expect([1, 3].map(word)).toEqual(["Few left", "Last one"]);
  push("product:1", "last_one", { product_id: 1, item_id: 1, last: true });
  push("product:1", "last_one", { product_id: 1, item_id: 3, last: false });
  expect([1, 3].map(word)).toEqual(["Last one", "Few left"]);
  expect(size(1).className).toContain("--last");
  push("product:1", "stock_change", { product_id: 1, item_id: 1, level: "out" });
  expect(word(1)).toBe("Sold out");
  push("product:1", "stock_change", { product_id: 1, item_id: 1, level: "low" });
  expect(word(1)).toBe("Few left");
});

test("a level that is the same, or that nobody knows, changes nothing_seed36", async () => {
  await run();
  const before = find("#main").innerHTML;
  push("product:1", "stock_change", { product_id: 1, item_id: 1, level: "high" });
  push("product:1", "stock_change", { product_id: 1, item_id: 1, level: "<b>" });
  push("product:1", "stock_change", { product_id: 1, item_id: 999, level: "low" });
  expect(find("#main").innerHTML).toBe(before);
  expect(text("#announcement")).toBe("");
});

test("a size in the cart says so, unless it is sold out", async () => {
  selling([2]);
  await run();
  expect([word(2), closed(2)]).toEqual(["In cart", false]);
  push("product:1", "stock_change", { product_id: 1, item_id: 2, level: "out" });
  expect([word(2), closed(2)]).toEqual(["Sold out", true]);
});

test("a join tells what was missed: a release, a restock, a sell-out", async () => {
  await run();
  server.shelves.set("product:1", { released: true, levels: { 1: "out", 2: "low", 3: "medium" } });
  server.shelves.set("product:2", { released: true, levels: { 14: "high", 15: "low" } });
  drop();
  await pass(1_000);
  expect([1, 3, 14, 15].map(word)).toEqual(["Sold out", "In stock", "Plenty", "Few left"]);
  expect([1, 3].map((id) => closed(id))).toEqual([true, false]);
  expect(text("#announcement")).toBe("Highwater is out now: choose a size.");
});

test("back from another page it is right again", async () => {
  await run();
  window.dispatchEvent(new Event("pagehide"));
  await pass(60_000);
  server.shelves.set("product:2", { released: true, levels: { 14: "low", 15: "out" } });
  window.dispatchEvent(new Event("pageshow"));
  await pass(50);
  expect([14, 15].map(word)).toEqual(["Few left", "Sold out"]);
  expect(find("#line").hidden).toBe(true);
});

test("a product the shop no longer knows is not asked for again", async () => {
  server.refusals.set("product:2", "unknown_product");
  await run();
  await pass(60_000);
  expect(server.joins.filter((join) => join.topic === "product:2")).toHaveLength(1);
  expect(find("#toast").hidden).toBe(true);
});
