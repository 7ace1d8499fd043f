import { expect, test } from "vitest";
import { demandOf, productsOf } from "./catalogue";

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
  const { rows, carts, available } = demandOf(
    only(),
    stock,
    new Map([
      [14, 37],
      [16, 5],
    ]),
  );
  expect(rows.map((row) => [row.id, row.carts, row.available, row.short])).toEqual([
    [14, 37, 4, true],
    [15, 0, 0, false],
    [16, 5, 50, false],
  ]);
  expect(rows.map((row) => row.share)).toEqual([1, 0, 0.1]);
  expect({ carts, available }).toEqual({ carts: 42, available: 54 });
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
