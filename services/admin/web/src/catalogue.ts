// The products of the shop, and demand beside stock.
import { count, fields, list, text } from "./json";

export interface Item {
  readonly id: number;
  readonly size: string;
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

/** Reads a catalogue, or undefined where it is none at all. */
export function productsOf(catalogue: unknown): Product[] | undefined {
  return Array.isArray(catalogue) ? catalogue.flatMap(productOf) : undefined;
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
  return i && typeof i["id"] === "number" ? [{ id: i["id"], size: text(i["size"]) }] : [];
}

/** A number for each item. */
type PerItem = ReadonlyMap<number, number>;

export interface ItemRow extends Item {
  /** Carts that hold the item. */
  readonly carts: number;
  /** Pairs not sold yet. */
  readonly available: number;
  /** How much of the stock the carts would take, 0 to 1. */
  readonly share: number;
  readonly short: boolean;
}

export interface ProductRows {
  readonly product: Product;
  readonly rows: readonly ItemRow[];
  /** Sums over all sizes. */
  readonly carts: number;
  readonly available: number;
}

/**
 * Sets demand beside stock for every item of the catalogue. Items that carts
 * hold but the catalogue does not know have no row and change no other row.
 */
export function demandOf(product: Product, stock: PerItem, demand: PerItem): ProductRows {
  const rows = product.items.map((item) =>
    rowOf(item, demand.get(item.id) ?? 0, stock.get(item.id) ?? 0),
  );
  return {
    product,
    rows,
    carts: rows.reduce((sum, row) => sum + row.carts, 0),
    available: rows.reduce((sum, row) => sum + row.available, 0),
  };
}

function rowOf(item: Item, carts: number, available: number): ItemRow {
  const share = carts === 0 ? 0 : Math.min(1, carts / Math.max(1, available));
  return { ...item, carts, available, share, short: carts > available };
}
