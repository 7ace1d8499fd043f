// Products in the order that a reader wants.
import { demandOf, type Product } from "./catalogue";

export const ORDERS = {
  shop: "As in the shop",
  carts: "Most in carts",
  pressure: "Highest pressure",
  left: "Fewest left",
} as const;
export type Order = keyof typeof ORDERS;

type PerItem = ReadonlyMap<number, number>;

/** Puts products in an order, by the sums over their sizes; those alike stay as in the shop. */
export function ranked(
  products: readonly Product[],
  stock: PerItem,
  demand: PerItem,
  by: Order,
): readonly Product[] {
  const worth = new Map(products.map((product) => [product, worthOf(product, stock, demand, by)]));
  return products.toSorted((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0));
}

/** A higher number comes first. */
function worthOf(product: Product, stock: PerItem, demand: PerItem, by: Order): number {
  const rows = demandOf(product, stock, demand);
  const carts = rows.reduce((sum, row) => sum + row.carts, 0);
  const left = rows.reduce((sum, row) => sum + row.left, 0);
  switch (by) {
    case "shop":
      return 0;
    case "carts":
      return carts;
    case "pressure":
      return carts / Math.max(left, 0.5); // what is sold out is under more than a last pair
    case "left":
      return -left;
  }
}
