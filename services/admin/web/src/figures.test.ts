import { expect, test } from "vitest";
import { busiest, Figures } from "./figures";

const tab = (page: unknown, items: unknown = []) => ({ page, items });

test("three tabs of one cart are one cart, three tabs and a demand of one", () => {
  const figures = new Figures();
  figures.set("a", [tab("/", [14]), tab("/", [14]), tab("/checkout", [14])]);
  const { carts, tabs, filled, demand, pages } = figures.snapshot();
  expect({ carts, tabs, filled }).toEqual({ carts: 1, tabs: 3, filled: 1 });
  expect([...demand]).toEqual([[14, 1]]);
  expect(pages).toEqual([
    { page: "/", tabs: 2 },
    { page: "/checkout", tabs: 1 },
  ]);
});

test("a cart that leaves takes all its figures with it", () => {
  const figures = new Figures();
  figures.set("a", [tab("/", [5, 14]), tab("/", [5, 14])]);
  figures.set("b", [tab("/", [5])]);
  figures.set("a", undefined);
  figures.set("b", []);
  expect(figures.snapshot()).toEqual({
    carts: 0,
    tabs: 0,
    filled: 0,
    pages: [],
    demand: new Map(),
  });
});

test("a removed item is no longer counted", () => {
  const figures = new Figures();
  figures.set("a", [tab("/", [5, 14])]);
  figures.set("a", [tab("/", [14])]);
  expect([...figures.snapshot().demand]).toEqual([[14, 1]]);
});

test("the tab that changed last tells what is in the cart", () => {
  const figures = new Figures();
  figures.set("a", [tab("/", [5]), tab("/", [5, 14])]);
  expect(figures.snapshot().demand.get(14)).toBe(1);
});

test("an item named twice in one cart counts once", () => {
  const figures = new Figures();
  figures.set("a", [tab("/", [5, 5])]);
  expect(figures.snapshot().demand.get(5)).toBe(1);
});

test("pages are sorted by path, with tabs of no page last", () => {
  const figures = new Figures();
  figures.set("a", [tab(null), tab("/checkout"), tab("/"), tab(7), tab("")]);
  expect(figures.snapshot().pages).toEqual([
    { page: "/", tabs: 1 },
    { page: "/checkout", tabs: 1 },
    { page: null, tabs: 3 },
  ]);
});

test("a meta of the wrong shape is a tab without page and items", () => {
  const figures = new Figures();
  figures.set("a", [null, "x", tab("/", "no list"), tab("/", ["5", 1.5, null])]);
  const { carts, tabs, filled } = figures.snapshot();
  expect({ carts, tabs, filled }).toEqual({ carts: 1, tabs: 4, filled: 0 });
});

test("keys that name parts of every object are carts like others", () => {
  const figures = new Figures();
  figures.set("__proto__", [tab("constructor", [1])]);
  figures.set("constructor", [tab("__proto__", [1])]);
  expect(figures.snapshot().carts).toBe(2);
  expect(figures.snapshot().demand.get(1)).toBe(2);
});

test("of many pages the busiest stay, in the order of their paths, and the rest is summed", () => {
  const pages = [
    { page: "/a", tabs: 1 },
    { page: "/b", tabs: 9 },
    { page: "/c", tabs: 2 },
    { page: "/d", tabs: 7 },
  ];
  expect(busiest(pages, 2)).toEqual({
    shown: [
      { page: "/b", tabs: 9 },
      { page: "/d", tabs: 7 },
    ],
    rest: { pages: 2, tabs: 3 },
  });
  expect(busiest(pages, 4)).toEqual({ shown: pages, rest: undefined });
});
