import { expect, test } from "vitest";
import { changeOf, releaseOf, shelfOf } from "./shelf";

test("a join tells of every size", () => {
  expect(shelfOf({ released: true, levels: { 1: "low", 2: "out" } })).toEqual({
    released: true,
    levels: new Map([
      [1, "low"],
      [2, "out"],
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
  });
});

test("a change tells of one size, and releases nothing", () => {
  const change = changeOf({ product_id: 1, item_id: 3, level: "medium" });
  expect(change).toEqual({ released: false, levels: new Map([[3, "medium"]]) });
});

test("what is not understood changes nothing", () => {
  const nothing = { released: false, levels: new Map() };
  expect(shelfOf({})).toEqual(nothing);
  expect(shelfOf({ released: "yes", levels: { 1: "plenty", x: "low", 2: "constructor" } })).toEqual(
    nothing,
  );
  expect(changeOf({ item_id: 3 })).toEqual(nothing);
  expect(changeOf(undefined)).toEqual(nothing);
  expect(releaseOf({ items: [null, { id: "1", level: "low" }] }).levels.size).toBe(0);
});
