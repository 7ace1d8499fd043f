// The products and what is left of them, as the server tells it: all at once,
// then change by change.
import { type Product, productsOf, titleOf } from "./catalogue";
import { count, fields, numbers } from "./json";

export interface Shop {
  /** In the shop's order. */
  readonly products: readonly Product[];
  /** Pairs not sold yet, by item. */
  readonly stock: ReadonlyMap<number, number>;
}

export interface StockChange {
  readonly item: number;
  readonly before: number | undefined;
  readonly after: number;
}

export class Shelves {
  #products: readonly Product[] | undefined;
  #stock = new Map<number, number>();
  /** What is known, until it changes. */
  #shop: Shop | undefined;

  /** Replaces everything; what is no catalogue changes nothing. */
  fill(payload: unknown): void {
    const { catalogue, stock } = fields(payload) ?? {};
    const products = productsOf(catalogue);
    if (products) {
      this.#products = products;
      this.#stock = numbers(stock);
      this.#shop = undefined;
    }
  }

  /** Takes in that an item was sold or restocked. */
  count(payload: unknown): StockChange | undefined {
    const { item_id, available } = fields(payload) ?? {};
    if (typeof item_id !== "number") {
      return undefined;
    }
    const change = { item: item_id, before: this.#stock.get(item_id), after: count(available) };
    this.#stock.set(item_id, change.after);
    this.#shop = undefined;
    return change;
  }

  /** Takes in that a product may be bought now, and returns it if that is news. */
  release(payload: unknown): Product | undefined {
    const id = fields(payload)?.["product_id"];
    const found = this.#products?.find((product) => product.id === id && !product.released);
    this.#products = this.#products?.map((product) =>
      product === found ? { ...product, released: true } : product,
    );
    this.#shop = undefined;
    return found;
  }

  /** An item in words. */
  name(item: number): string {
    return titleOf(this.#products ?? [], item);
  }

  /** What is known now, the same until it changes; undefined before the first catalogue. */
  snapshot(): Shop | undefined {
    this.#shop ??= this.#products && { products: this.#products, stock: new Map(this.#stock) };
    return this.#shop;
  }
}
