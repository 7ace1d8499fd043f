import { expect, test } from "vitest";
import * as basket from "./basket";
import { type Cart, cartOf } from "./cart";
import { cart } from "./cart.fake";
import { remarks } from "./remarks";

const of = (version: number, ids: number[], out: number[] = []) =>
  cartOf(cart(version, ids, out)) as Cart;
const begun = basket.arrived(basket.joined(basket.EMPTY), of(1, [1, 2]));

test("the first cart is not worth a word", () => {
  expect(remarks(basket.joined(basket.EMPTY), begun)).toEqual([]);
});

test("what was asked for is confirmed", () => {
  const asking = basket.asked(basket.asked(begun, 3, "add"), 1, "remove");
  expect(remarks(asking, basket.arrived(asking, of(3, [2, 3])))).toEqual([
    "Tideline 7 is in your cart.",
    "Tideline 6 is out of your cart.",
  ]);
});

test("an item in the cart that sells out is named, once_seed58", () => {
  const out = basket.arrived(begun, of(1, [1, 2], [2]));
  expect(remarks(begun, out)).toEqual(["Tideline 6.5 in your cart has sold out."]);
  expect(remarks(out, basket.arrived(out, of(1, [1, 2], [2])))).toEqual([]);
});

test("another tab's change is told, and told anew when it grows", () => {
  const once = basket.arrived(begun, of(2, [1, 2, 3]));
  expect(remarks(begun, once)).toEqual(["Updated in another tab: + Tideline 7"]);
  const twice = basket.arrived(once, of(3, [1, 3]));
  expect(remarks(once, twice)).toEqual(["Updated in another tab: + Tideline 7, − Tideline 6.5"]);
  expect(remarks(twice, basket.arrived(twice, of(3, [1, 3])))).toEqual([]);
});

test("a mark that changes nothing is not worth a word", () => {
  const asking = basket.asked(begun, 3, "add");
  expect(remarks(begun, asking)).toEqual([]);
  expect(remarks(asking, basket.answered(asking, 3, of(2, [1, 2, 3])))).toEqual([
    "Tideline 7 is in your cart.",
  ]);
});

test("what sold out while it was added is not called a success", () => {
  const asking = basket.asked(begun, 3, "add");
  expect(remarks(asking, basket.answered(asking, 3, of(2, [1, 2, 3], [3])))).toEqual([
    "Tideline 7 sold out just now. It is in your cart, but cannot be bought.",
  ]);
});
