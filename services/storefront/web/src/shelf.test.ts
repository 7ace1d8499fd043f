import { expect, test } from "vitest";
import { changeOf, lastOf, releaseOf, shelfOf } from "./shelf";

test("a join tells of every size", () => {
  expect(shelfOf({ released: true, levels: { 1: "low", 2: "out" }, last: [1] })).toEqual({
    released: true,
    levels: new Map([
      [1, "low"],
      [2, "out"],
    ]),
    last: new Map([
      [1, true],
      [2, false],
    ]),
  });
});

test("a release tells of every size", () => {
  const items = [
    { id: 14, size: "6", level: "high" },
    { id: 15, size: "6.5", level: "out" },
  ];
  expect(releaseOf({ product_id: 2, items })).toEqual({
    released: true,
    levels: new Map([
      [14, "high"],
      [15, "out"],
    ]),
    last: new Map(),
  });
});

test("a change tells of one size, and releases nothing", () => {
  const change = changeOf({ product_id: 1, item_id: 3, level: "medium" });
  expect(change).toEqual({
    released: false,
    levels: new Map([[3, "medium"]]),
    last: new Map([[3, false]]),
  });
});

test("the last one is told without its level", () => {
  expect(lastOf({ product_id: 1, item_id: 3, last: true }).last).toEqual(new Map([[3, true]]));
  expect(lastOf({ item_id: "3", last: true }).last.size).toBe(0);
});

test("what is not understood changes nothing", () => {
  const nothing = { released: false, levels: new Map(), last: new Map() };
  expect(shelfOf({})).toEqual(nothing);
  expect(shelfOf({ released: "yes", levels: { 1: "plenty", x: "low", 2: "constructor" } })).toEqual(
    nothing,
  );
  expect(changeOf({ item_id: 3 })).toEqual(nothing);
  expect(changeOf(undefined)).toEqual(nothing);
  expect(releaseOf({ items: [null, { id: "1", level: "low" }] }).levels.size).toBe(0);
});
