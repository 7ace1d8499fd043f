import { expect, test } from "vitest";
import { productsOf } from "./catalogue";
import { type Order, ranked } from "./ranking";

const products =
  productsOf([
    { id: 1, name: "a", items: [{ id: 10 }, { id: 11 }] },
    { id: 2, name: "b", items: [{ id: 20 }] },
    { id: 3, name: "c", items: [{ id: 30 }] },
    { id: 4, name: "d", items: [{ id: 40 }] },
  ]) ?? [];
const stock = new Map([
  [10, 50],
  [11, 50],
  [20, 0],
  [30, 1],
  [40, 9],
]);
const demand = new Map([
  [10, 7],
  [11, 2],
  [20, 3],
  [30, 3],
]);
const order = (by: Order) =>
  ranked(products, stock, demand, by)
    .map(({ name }) => name)
    .join("");

test("products are in the order of the shop, or of what carts hold and what is left", () => {
  expect(order("shop")).toBe("abcd");
  expect(order("carts")).toBe("abcd");
  expect(order("pressure")).toBe("bcad");
  expect(order("left")).toBe("bcda");
});
