// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import { cart } from "./cart.fake";
import { CART, find, line, lines, load, run, selling, text, unload } from "./page.fake";
import { push, server } from "./server.fake";

beforeEach(load);
afterEach(unload);

const remove = (id: number) => line(id).querySelector<HTMLButtonElement>(".cart-item__remove");

test("the cart is shown as the server tells it, in the order of ids", async () => {
  selling([1, 2, 14]);
  await run();
  expect(lines()).toEqual([
    "Tideline, Marram, size 6",
    "Tideline, Marram, size 6.5",
    "Highwater, Ostrel, size 12.5, Not released yet",
  ]);
  expect(document.querySelectorAll("[data-cart-count]")[0]?.textContent).toBe("3");
  expect(text("[data-cart-subtotal]")).toBe("$335");
  expect(remove(14)?.getAttribute("aria-label")).toBe("Remove Highwater, size 12.5");
});

test("a line that stays is not made anew: focus and what is read stay", async () => {
  selling([2]);
  await run();
  const kept = line(2);
  push(CART, "cart", cart(2, [1, 2]));
  expect(line(2)).toBe(kept);
  expect(line(1).querySelector("img")?.getAttribute("src")).toBe("/pictures/FF-1000.svg");

  const observer = new MutationObserver(() => {});
  observer.observe(find(".cart__lines"), { subtree: true, childList: true, characterData: true });
  push(CART, "cart", cart(2, [1, 2]));
  expect(observer.takeRecords()).toEqual([]);
});

test("the token is stored with each cart, and told at the next join", async () => {
  selling([2]);
  await run();
  expect(localStorage.getItem("storedCart")).toBe("token-1");
  push(CART, "cart", cart(3, [1]));
  expect(localStorage.getItem("storedCart")).toBe("token-3");
  expect(lines()).toEqual(["Tideline, Marram, size 6"]);
});

test("an item that sells out is struck through, named, not counted, and blocks_seed58", async () => {
  selling([1, 2]);
  await run();
  push(CART, "cart", cart(1, [1, 2], [2]));
  expect(line(2).className).toContain("cart-item-out");
  expect(lines()[1]).toBe("Tideline, Marram, size 6.5, Sold out");
  expect(text("[data-cart-subtotal]")).toBe("$120");
  expect(text("#cart-blocked")).toBe("Remove 1 sold-out item first.");
  expect(find(".cart__checkout").hasAttribute("href")).toBe(false);
  expect(text("#announcement")).toBe("Tideline 6.5 in your cart has sold out.");

  push(CART, "cart", cart(1, [1, 2]));
  expect(find(".cart__checkout").getAttribute("href")).toBe("/checkout");
  expect(line(2).className).not.toContain("cart-item-out");
});

test("an empty cart says so", async () => {
  server.cart = cart(4, []);
  await run();
  expect(lines()).toEqual([]);
  expect([find(".cart__empty").hidden, find(".cart__foot").hidden]).toEqual([false, true]);
});

test("what is sold out offers other shoes in its size, and the one chosen is added", async () => {
  selling([1, 2], 4);
  await run();
  const others = (id: number) => line(id).querySelector<HTMLElement>(".cart-item__others");
  expect(others(2)?.hidden).toBe(true);
  push(CART, "cart", cart(4, [1, 2], [2]));
  expect(others(2)?.hidden).toBe(false);
  expect(others(2)?.textContent?.replace(/\s+/g, " ").trim()).toBe(
    "Other shoes in size 6.5: Add Scree Mid $140",
  );
  const other = find<HTMLButtonElement>(".cart-item__other");
  other.focus();
  push(CART, "cart", cart(4, [1, 2], [2]));
  expect(document.activeElement).toBe(other);
  other.click();
  expect(server.events).toEqual([["add_item", { item_id: 40 }]]);
  push(CART, "cart", cart(5, [1, 2]));
  expect(document.querySelector(".cart-item__other")).toBeNull();
  expect(document.activeElement).toBe(line(2).querySelector(".cart-item__remove"));
});
