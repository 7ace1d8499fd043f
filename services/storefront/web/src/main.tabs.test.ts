// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cart } from "./cart.fake";
import { CART, find, lines, load, pass, run, selling, size, text, unload } from "./page.fake";
import { drop, push, server } from "./server.fake";

beforeEach(load);
afterEach(unload);

const note = () => (find(".cart__note").hidden ? "" : text(".cart__news"));
const cartJoins = () => server.joins.filter((join) => join.topic === CART);

test("the first cart is no news, though it differs from the page as rendered", async () => {
  selling([1, 2, 3]);
  await run();
  expect(note()).toBe("");
  expect(text("#announcement")).toBe("");
});

test("another tab's change is told and can be undone_seed53_54", async () => {
  selling([1], 4);
  await run();
  push(CART, "cart", cart(5, [1, 2]));
  expect(note()).toBe("Updated in another tab: + Tideline 6.5");
  expect(text("#announcement")).toBe("Updated in another tab: + Tideline 6.5");

  selling([1, 2], 5);
  find(".cart__undo").click();
  await pass(10);
  expect(server.events).toEqual([["remove_item", { item_id: 2 }]]);
  expect(lines()).toEqual(["Tideline, Marram, size 6"]);
  expect(note()).toBe("");
});

test("what another tab took out can be put back", async () => {
  selling([1, 2], 4);
  await run();
  push(CART, "cart", cart(5, [1]));
  expect(note()).toBe("Updated in another tab: − Tideline 6.5");
  find(".cart__undo").click();
  expect(server.events).toEqual([["add_item", { item_id: 2 }]]);
});

test("what the shop lost is told, and can be done again", async () => {
  selling([1], 4);
  await run();
  size(2).click();
  await pass(10);
  push(CART, "cart", cart(4, [1]));
  expect(lines()).toEqual(["Tideline, Marram, size 6"]);
  const lost = "The shop had trouble and lost your last change: − Tideline 6.5";
  expect([note(), text("#announcement")]).toEqual([lost, "Tideline 6.5 is in your cart."]);
  expect(text(".cart__undo")).toBe("Do it again");
  selling([1], 4);
  find(".cart__undo").click();
  await pass(10);
  expect(lines()).toHaveLength(2);
  expect(note()).toBe("");
});

test("undo keeps the keyboard in the cart", async () => {
  selling([1], 4);
  await run();
  push(CART, "cart", cart(5, [1, 2]));
  find(".cart__undo").focus();
  find(".cart__undo").click();
  expect(document.activeElement).toBe(find("#cart-container"));
});

test("an own change is no news", async () => {
  selling([1]);
  await run();
  size(2).click();
  await pass(10);
  expect(lines()).toHaveLength(2);
  expect(note()).toBe("");
});

test("each join says where and who: the same page load, one join further", async () => {
  history.replaceState(null, "", "/?x=1#main");
  selling([1], 7);
  await run();
  drop();
  await pass(1_000);
  const [first, second] = cartJoins().map((join) => join.params);
  expect(first).toEqual({ page: "/", tab: expect.stringMatching(/^[0-9a-f]{16}\.1$/) });
  expect(second).toEqual({
    page: "/",
    tab: String(first?.["tab"]).replace(/1$/, "2"),
    serialized: "token-7",
  });
});

test("a cart that ended says so once, offers to load again, and takes nothing more", async () => {
  server.refusals.set(CART, "unknown_cart");
  await run();
  const ended = "This cart has ended. Load the page again to start a new one.";
  expect(note()).toBe(ended);
  expect(text(".cart__undo")).toBe("Load again");
  expect(text("#announcement")).toBe(ended);
  await pass(60_000);
  expect(cartJoins()).toHaveLength(1);
  expect(text("#announcement")).toBe("");
  size(1).click();
  expect(text(".toast__text")).toBe(ended);

  const reload = vi.spyOn(location, "reload").mockImplementation(() => {});
  find(".cart__undo").click();
  expect(reload).toHaveBeenCalledOnce();
});

test("a cart that cannot be had just now is asked for again, quietly", async () => {
  selling([1]);
  server.refusals.set(CART, "unavailable");
  await run();
  await pass(10_000);
  expect(cartJoins().length).toBeGreaterThan(1);
  expect([find("#toast").hidden, find("#line").hidden, note()]).toEqual([true, true, ""]);
  size(1).click();
  await pass(3_100);
  expect(text(".toast__text")).toMatch(/^Your cart cannot be changed right now./);
  server.refusals.clear();
  await pass(10_000);
  expect(lines()).toEqual(["Tideline, Marram, size 6"]);
});
