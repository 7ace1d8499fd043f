// The products and their stock, from GET /admin/catalogue.
import { count, fields, list, text } from "./json";

export interface Item {
  readonly id: number;
  readonly size: string;
  readonly available: number;
}

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly brand: string;
  readonly color: string;
  readonly priceUsd: number;
  readonly released: boolean;
  readonly items: readonly Item[];
}

/** Reads the answer, or undefined where it is no catalogue at all. */
export function productsOf(answer: unknown): Product[] | undefined {
  const products = fields(answer)?.["products"];
  return Array.isArray(products) ? products.flatMap(productOf) : undefined;
}

function productOf(value: unknown): Product[] {
  const p = fields(value);
  if (!p || typeof p["id"] !== "number") {
    return [];
  }
  return [
    {
      id: p["id"],
      name: text(p["name"]),
      brand: text(p["brand"]),
      color: text(p["color"]),
      priceUsd: count(p["price_usd"]),
      released: p["released"] === true,
      items: list(p["items"]).flatMap(itemOf),
    },
  ];
}

function itemOf(value: unknown): Item[] {
  const i = fields(value);
  if (!i || typeof i["id"] !== "number") {
    return [];
  }
  return [{ id: i["id"], size: text(i["size"]), available: count(i["available"]) }];
}

export interface ItemRow extends Item {
  /** Carts that hold the item. */
  readonly carts: number;
  /** How much of the stock the carts would take, 0 to 1. */
  readonly share: number;
  readonly short: boolean;
}

export interface ProductRows {
  readonly product: Product;
  readonly rows: readonly ItemRow[];
  readonly carts: number;
  readonly available: number;
}

/**
 * Sets demand beside stock for every item of the catalogue. Items that carts
 * hold but the catalogue does not know have no row and change no other row.
 */
export function demandOf(product: Product, demand: ReadonlyMap<number, number>): ProductRows {
  const rows = product.items.map((item) => rowOf(item, demand.get(item.id) ?? 0));
  return {
    product,
    rows,
    carts: rows.reduce((sum, row) => sum + row.carts, 0),
    available: rows.reduce((sum, row) => sum + row.available, 0),
  };
}

function rowOf(item: Item, carts: number): ItemRow {
  const share = carts === 0 ? 0 : Math.min(1, carts / Math.max(1, item.available));
  return { ...item, carts, share, short: carts > item.available };
}
