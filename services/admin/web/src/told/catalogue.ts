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

/** The product of an item, with the item. */
export function find(
  products: readonly Product[],
  id: number,
): { readonly product: Product; readonly item: Item } | undefined {
  for (const product of products) {
    const item = product.items.find((one) => one.id === id);
    if (item) {
      return { product, item };
    }
  }
  return undefined;
}

/** An item in words: Tideline 6.5. */
export function titleOf(products: readonly Product[], id: number): string {
  const found = find(products, id);
  return found ? `${found.product.name} ${found.item.size}` : `Item ${id}`;
}

/** A number for each item. */
type PerItem = ReadonlyMap<number, number>;

export interface Demand extends Item {
  readonly product: Product;
  /** Carts that hold the item. */
  readonly carts: number;
  /** Pairs not sold yet. */
  readonly left: number;
  /** Carts for each pair that is left; infinite where none is. */
  readonly pressure: number;
}

/**
 * Sets demand beside stock for every item of a product. Items that carts hold
 * but the catalogue does not know have no row and change no other row.
 */
export function demandOf(product: Product, stock: PerItem, demand: PerItem): Demand[] {
  return product.items.map((item) => {
    const [carts, left] = [demand.get(item.id) ?? 0, stock.get(item.id) ?? 0];
    return { ...item, product, carts, left, pressure: carts === 0 ? 0 : carts / left };
  });
}

/**
 * The items in carts, those first that will run out first. What is sold out
 * cannot get tighter and comes last, with the most carts first.
 */
export function tightest(rows: readonly Demand[], limit: number): Demand[] {
  return rows
    .filter(({ carts }) => carts > 0)
    .sort((a, b) => rank(b) - rank(a) || b.carts - a.carts || a.id - b.id)
    .slice(0, limit);
}

function rank({ pressure }: Demand): number {
  return Number.isFinite(pressure) ? pressure : 0;
}

/** The released items with more carts for each pair left than given, those with the most carts first. */
export function shortages(rows: readonly Demand[], pressure: number, limit: number): Demand[] {
  return rows
    .filter(({ product, carts, left }) => product.released && carts > pressure * left)
    .sort((a, b) => b.carts - b.left - (a.carts - a.left) || a.id - b.id)
    .slice(0, limit);
}

/** All sizes of the products, each once, as people order them: 6, 6.5, 10. */
export function sizesOf(products: readonly Product[]): string[] {
  const sizes = new Set(products.flatMap(({ items }) => items.map(({ size }) => size)));
  return [...sizes].sort((a, b) => Number(a) - Number(b) || a.localeCompare(b));
}
