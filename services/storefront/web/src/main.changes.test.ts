// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cart } from "./cart.fake";
import { find, line, lines, load, pass, run, selling, size, text, unload, word } from "./page.fake";
import { push, server } from "./server.fake";

beforeEach(load);
afterEach(unload);

const remove = (id: number) => line(id).querySelector<HTMLButtonElement>(".cart-item__remove");

test("the forms of the shop are taken over, no other", async () => {
  selling([2]);
  await run();
  const prevented: boolean[] = [];
  document.addEventListener("submit", (event) => prevented.push(event.defaultPrevented));
  size(1).click();
  remove(2)?.click();
  const other = document.createElement("form");
  document.body.append(other);
  other.append(document.createElement("button"));
  other.querySelector("button")?.click();
  expect(prevented).toEqual([true, true, false]);
});

describe("adding", () => {
  test("is shown at once, then confirmed", async () => {
    selling([2]);
    await run();
    size(1).click();
    expect(word(1)).toBe("Adding…");
    await pass(10);
    expect(word(1)).toBe("In cart");
    expect(server.events).toEqual([["add_item", { item_id: 1 }]]);
    expect(lines()).toHaveLength(2);
    expect(text("#announcement")).toBe("Tideline 6 is in your cart.");
    expect(find(".cart__note").hidden).toBe(true);
  });

  test("twice at once asks once", async () => {
    selling([2]);
    await run();
    size(1).click();
    size(1).click();
    await pass(10);
    expect(server.events).toHaveLength(1);
  });

  test("what sold out meanwhile is in the cart, with a word", async () => {
    selling([2]);
    await run();
    server.answer = () => ["ok", cart(2, [1, 2], [1])];
    size(1).click();
    push("product:1", "stock_change", { product_id: 1, item_id: 1, level: "out" });
    await pass(10);
    const said = "Tideline 6 sold out just now. It is in your cart, but cannot be bought.";
    expect([text(".toast__text"), text("#announcement")]).toEqual([said, said]);
    expect([word(1), lines()[0]]).toEqual(["Sold out", "Tideline, Marram, size 6, Sold out"]);
  });

  test("a size that is in the cart leads to its line", async () => {
    selling([2]);
    await run();
    size(2).click();
    expect(document.activeElement).toBe(remove(2));
    expect(text(".toast__text")).toBe("That size is already in your cart.");
    expect(server.events).toEqual([]);
  });

  test("a refusal is said, marked where it happened, and forgotten", async () => {
    selling([2]);
    await run();
    server.answer = () => ["error", { error: "cart_full" }];
    size(1).click();
    await pass(10);
    expect(word(1)).toBe("Not added");
    expect(text(".toast__text")).toBe("Your cart is full. Remove something first.");
    expect(text("#announcement")).toBe("Your cart is full. Remove something first.");
    await pass(5_000);
    expect(word(1)).toBe("Plenty");
    expect(find("#toast").hidden).toBe(false);
    size(1).click();
    expect(find("#toast").hidden).toBe(true);
  });

  test("no answer is said after ten seconds", async () => {
    selling([2]);
    await run();
    server.silent = true;
    size(1).click();
    await pass(9_990);
    expect(word(1)).toBe("Adding…");
    await pass(20);
    expect(text(".toast__text")).toBe("The shop did not answer. Try again.");
  });

  test("an answer that comes later still is not lost", async () => {
    selling([2]);
    await run();
    server.delay = 12_000;
    size(1).click();
    await pass(10_500);
    expect(word(1)).toBe("Not added");
    await pass(2_000);
    expect(lines()).toHaveLength(2);
    await pass(5_000);
    expect([word(1), find(".cart__note").hidden]).toEqual(["In cart", true]);
  });

  test("an item released just now is added", async () => {
    server.shelves.set("product:2", { released: true, levels: { 14: "low" } });
    selling([2]);
    await run();
    size(14).click();
    await pass(10);
    expect(word(14)).toBe("In cart");
  });
});

describe("removing", () => {
  test("is shown at once, then done; focus goes to the neighbour", async () => {
    selling([1, 2]);
    await run();
    remove(1)?.focus();
    remove(1)?.click();
    expect(lines()[0]).toBe("Tideline, Marram, size 6, Removing…");
    await pass(10);
    expect(lines()).toEqual(["Tideline, Marram, size 6.5"]);
    expect(document.activeElement).toBe(remove(2));
    remove(2)?.click();
    await pass(10);
    expect(document.activeElement).toBe(find("#cart-container"));
    expect(server.events.map(([event]) => event)).toEqual(["remove_item", "remove_item"]);
  });

  test("all that is sold out goes with one button", async () => {
    selling([1, 2, 3]);
    server.cart = cart(1, [1, 2, 3], [1, 3]);
    await run();
    expect(find(".cart__clear").hidden).toBe(false);
    find(".cart__clear button").focus();
    find(".cart__clear button").click();
    await pass(10);
    expect(lines()).toEqual(["Tideline, Marram, size 6.5"]);
    expect(find(".cart__clear").hidden).toBe(true);
    expect(text(".cart__blocked")).toBe("");
    expect(document.activeElement).toBe(find("#cart-container"));
  });

  test("what the server no longer had goes, with a word", async () => {
    selling([1, 2]);
    await run();
    server.answer = () => ["error", { error: "not_found" }];
    remove(1)?.click();
    await pass(10);
    expect(lines()).toEqual(["Tideline, Marram, size 6.5"]);
    expect(text(".toast__text")).toBe("That item was no longer in your cart.");
  });

  test("a refusal leaves the line and says so", async () => {
    selling([1, 2]);
    await run();
    server.answer = () => ["error", { error: "checkout_pending" }];
    remove(1)?.click();
    await pass(10);
    expect(lines()[0]).toBe("Tideline, Marram, size 6, Not removed");
    expect(text(".toast__text")).toContain("A checkout of this cart is under way.");
  });
});

test("closing a complaint gives the focus back", async () => {
  selling([2]);
  await run();
  server.answer = () => ["error", { error: "unavailable" }];
  size(1).focus();
  size(1).click();
  await pass(10);
  find(".toast__close").focus();
  find(".toast__close").click();
  expect(find("#toast").hidden).toBe(true);
  expect(document.activeElement).toBe(size(1));
});
