import { expect, test } from "vitest";
import { goneIn, LATELY, Sales } from "./sales";

test("sales are what the stock lost within ten minutes; a restock is none", () => {
  const sales = new Sales(0);
  sales.note(1_000, 14, 9, 7);
  sales.note(2_000, 14, 7, 20);
  sales.note(LATELY, 14, 20, 19);
  sales.note(LATELY, 15, undefined, 3);
  expect([...sales.lately(LATELY).sold]).toEqual([[14, 3]]);
  expect([...sales.lately(LATELY + 1_500).sold]).toEqual([[14, 1]]);
});

test("they are counted since the line stands, where that is shorter", () => {
  const sales = new Sales(5_000);
  expect(sales.lately(65_000).over).toBe(60_000);
  expect(sales.lately(LATELY * 3).over).toBe(LATELY);
});

test("when an item will be gone is a guess from its pace, and only from enough of it", () => {
  expect(goneIn(10, 5, 300_000)).toBe(600_000);
  expect(goneIn(10, 5, 20_000)).toBeUndefined();
  expect(goneIn(10, 0, 300_000)).toBeUndefined();
  expect(goneIn(0, 5, 300_000)).toBeUndefined();
});
