// The shopper's cart as the server sends it, and what follows from it.
import { fields, list, text, whole } from "./json";
import { blocked, counted, levels, UNRELEASED } from "./words";

export interface Item {
  readonly id: number;
  readonly name: string;
  readonly brand: string;
  readonly size: string;
  readonly image: string;
  /** Whole dollars. */
  readonly price: number;
  readonly released: boolean;
  readonly outOfStock: boolean;
  /** What can be bought in its size in place of one that is sold out. */
  readonly others: readonly Other[];
}

export interface Other {
  readonly id: number;
  readonly name: string;
  /** Whole dollars. */
  readonly price: number;
}

export interface Cart {
  /** By id. */
  readonly items: readonly Item[];
  /** Rises by one at each change of what is in the cart. */
  readonly version: number;
  /** The token that restores this cart, should the shop have lost it. */
  readonly serialized: string;
  /** The last version that was bought; 0: none. */
  readonly bought: number;
}

/** Reads the payload of a cart; undefined where it is none. */
export function cartOf(payload: unknown): Cart | undefined {
  const version = whole(fields(payload)?.["version"]);
  if (version === undefined) {
    return undefined;
  }
  const items = list(fields(payload)?.["items"]).flatMap(itemOf);
  const serialized = text(fields(payload)?.["serialized"]);
  const bought = whole(fields(payload)?.["bought"]) ?? 0;
  return { items, version, serialized, bought };
}

function itemOf(value: unknown): Item[] {
  const item = fields(value) ?? {};
  const id = whole(item["id"]);
  if (id === undefined) {
    return [];
  }
  return [
    {
      id,
      name: text(item["name"]),
      brand: text(item["brand"]),
      size: text(item["size"]),
      image: text(item["main_image_url"]),
      price: whole(item["price_usd"]) ?? 0,
      released: item["released"] === true,
      outOfStock: item["out_of_stock"] === true,
      others: list(item["others"]).flatMap(otherOf),
    },
  ];
}

function otherOf(value: unknown): Other[] {
  const other = fields(value) ?? {};
  const id = whole(other["id"]);
  return id === undefined
    ? []
    : [{ id, name: text(other["name"]), price: whole(other["price_usd"]) ?? 0 }];
}

export function holds(cart: Cart | undefined, id: number): boolean {
  return cart?.items.some((item) => item.id === id) ?? false;
}

export function without(cart: Cart, id: number): Cart {
  return { ...cart, items: cart.items.filter((item) => item.id !== id) };
}

/** Tideline 6.5 */
export function nameOf(item: Item): string {
  return `${item.name} ${item.size}`;
}

/** What can no longer be bought. */
export function soldOut(cart: Cart | undefined): number[] {
  return cart?.items.filter((item) => item.outOfStock).map((item) => item.id) ?? [];
}

/** Whole dollars, without what is sold out. */
export function subtotal(items: readonly Item[]): number {
  return items.reduce((sum, item) => (item.outOfStock ? sum : sum + item.price), 0);
}

/** Why this item blocks the checkout; empty when it does not. */
export function stateOf(item: Pick<Item, "outOfStock" | "released">): string {
  if (item.outOfStock) {
    return levels.out;
  }
  return item.released ? "" : UNRELEASED;
}

/** What stands between these items and their checkout; empty when nothing does. */
export function blockedBy(items: readonly Pick<Item, "outOfStock" | "released">[]): string {
  const out = items.filter((item) => item.outOfStock).length;
  if (out > 0) {
    return counted(blocked.out, out);
  }
  const soon = items.filter((item) => !item.released).length;
  return soon > 0 ? counted(blocked.unreleased, soon) : "";
}
