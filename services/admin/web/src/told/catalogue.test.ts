import { expect, test } from "vitest";
import { demandOf, productsOf, shortages, sizesOf, tightest, titleOf } from "./catalogue";

const catalogue = [
  {
    id: 2,
    name: "Alba",
    brand: "Corvane",
    color: "Chalk",
    price_usd: 120,
    released: false,
    items: [
      { id: 14, sku: "a", size: "6" },
      { id: 15, sku: "b", size: "6.5" },
      { id: 16, sku: "c", size: "7" },
    ],
  },
];
const stock = new Map([
  [14, 4],
  [15, 0],
  [16, 50],
]);

const only = () => {
  const product = productsOf(catalogue)?.[0];
  if (!product) {
    throw new Error("the catalogue was not read");
  }
  return product;
};

test("demand stands beside stock, also before the release", () => {
  const rows = demandOf(
    only(),
    stock,
    new Map([
      [14, 37],
      [15, 2],
      [16, 5],
    ]),
  );
  expect(rows.map((row) => [row.id, row.carts, row.left, row.pressure])).toEqual([
    [14, 37, 4, 9.25],
    [15, 2, 0, Number.POSITIVE_INFINITY],
    [16, 5, 50, 0.1],
  ]);
});

test("what runs out first is first, what is sold out last, and what nobody holds not there", () => {
  const held = new Map([
    [15, 9],
    [14, 2],
    [16, 30],
  ]);
  const ids = (demand: Map<number, number>) =>
    tightest(demandOf(only(), stock, demand), 3).map(({ id }) => id);
  expect(ids(held)).toEqual([16, 14, 15]);
  expect(ids(new Map([[14, 1]]))).toEqual([14]);
});

test("a shortage is of released items that more carts hold than are left", () => {
  const released = { ...only(), released: true };
  const demand = new Map([
    [14, 5],
    [15, 2],
    [16, 50],
  ]);
  const ids = (product: typeof released) =>
    shortages(demandOf(product, stock, demand), 1, 5).map(({ id }) => id);
  expect(ids(released)).toEqual([15, 14]);
  expect(ids(only())).toEqual([]);
});

test("an item is named by its product and size, or by its number", () => {
  expect(titleOf([only()], 15)).toBe("Alba 6.5");
  expect(titleOf([only()], 99)).toBe("Item 99");
});

test("sizes stand as people order them", () => {
  const product = { ...only(), items: ["10", "6.5", "6", "6"].map((size, id) => ({ id, size })) };
  expect(sizesOf([product])).toEqual(["6", "6.5", "10"]);
});

test("an item the catalogue does not know changes no row", () => {
  const known = demandOf(only(), stock, new Map([[16, 5]]));
  const mixed = demandOf(
    only(),
    new Map([...stock, [7000, 3]]),
    new Map([
      [-5, 1],
      [16, 5],
      [7000, 9],
    ]),
  );
  expect(mixed).toEqual(known);
});

test("what is no catalogue is refused, and broken entries are left out", () => {
  expect(productsOf(undefined)).toBeUndefined();
  expect(productsOf("<html>")).toBeUndefined();
  expect(productsOf({})).toBeUndefined();
  const kept = productsOf([null, { name: "no id" }, { id: 1, items: [{}, { id: 3 }] }]);
  expect(kept).toHaveLength(1);
  expect(kept?.[0]?.items).toEqual([{ id: 3, size: "" }]);
});
