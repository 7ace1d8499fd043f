import { expect, test } from "vitest";
import { type Cart, cartOf } from "./cart";
import { cart } from "./cart.fake";
import { newsOf, newsText, rebased } from "./news";

const of = (...ids: number[]) => cartOf(cart(1, ids)) as Cart;

test("what came and what went is named", () => {
  expect(newsText(newsOf(of(1), of(1, 2), false))).toBe("Updated in another tab: + Tideline 6.5");
  expect(newsText(newsOf(of(1, 2), of(2, 3), false))).toBe(
    "Updated in another tab: + Tideline 7, − Tideline 6",
  );
});

test("a flood of changes is cut short", () => {
  expect(newsText(newsOf(of(), of(1, 2, 3, 4, 5), false))).toBe(
    "Updated in another tab: + Tideline 6, + Tideline 6.5, + Tideline 7 and 2 more",
  );
});

test("no change, no words", () => {
  expect(newsText(newsOf(of(1), of(1), true))).toBe("");
  expect(newsText(newsOf(undefined, undefined, false))).toBe("");
});

test("own changes move into the base, those of others stay out of it", () => {
  const base = rebased(of(1, 3), of(2, 4), new Set([2, 3]));
  expect(base.items.map((item) => item.id)).toEqual([1, 2]);
});
