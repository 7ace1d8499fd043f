import { expect, test } from "vitest";
import { Shelves } from "./shelves";

const product = (id: number, items: number[]) => ({
  id,
  released: false,
  items: items.map((item) => ({ id: item, sku: `s${item}`, size: "6" })),
});

const opening = {
  catalogue: [product(2, [14, 15]), product(1, [5])],
  stock: { 5: 9, 14: 4, 15: 0 },
};

function opened(): Shelves {
  const shelves = new Shelves();
  shelves.fill(opening);
  return shelves;
}

const stockOf = (shelves: Shelves) => [...(shelves.snapshot()?.stock ?? [])];

test("the catalogue keeps the shop's order, beside the stock of every item", () => {
  const shelves = opened();
  expect(shelves.snapshot()?.products.map(({ id }) => id)).toEqual([2, 1]);
  expect(stockOf(shelves)).toEqual([
    [5, 9],
    [14, 4],
    [15, 0],
  ]);
});

test("a sale and a restock each change one item", () => {
  const shelves = opened();
  const before = shelves.snapshot();
  shelves.count({ item_id: 14, available: 3 });
  shelves.count({ item_id: 15, available: 20 });
  expect(stockOf(shelves)).toEqual([
    [5, 9],
    [14, 3],
    [15, 20],
  ]);
  expect(before?.stock.get(14)).toBe(4);
});

test("a release changes one product", () => {
  const shelves = opened();
  shelves.release({ product_id: 1 });
  shelves.release({ product_id: 7000 });
  expect(shelves.snapshot()?.products.map(({ released }) => released)).toEqual([false, true]);
});

test("all anew leaves nothing of before behind", () => {
  const shelves = opened();
  shelves.fill({ catalogue: [product(3, [27])], stock: { 27: 2 } });
  expect(shelves.snapshot()?.products).toHaveLength(1);
  expect(stockOf(shelves)).toEqual([[27, 2]]);
});

test("before the first catalogue nothing is known, and nonsense changes nothing", () => {
  const shelves = new Shelves();
  shelves.count({ item_id: 14, available: 3 });
  shelves.release({ product_id: 1 });
  shelves.fill({ stock: { 14: 3 } });
  expect(shelves.snapshot()).toBeUndefined();

  const known = opened();
  known.fill("<html>");
  known.count({ item_id: "14", available: 0 });
  known.count(null);
  expect(known.snapshot()).toEqual(opened().snapshot());
});
