// The products and what is left of them, as the channel admin:dashboard tells
// it: all at once, then change by change.
import { type Product, productsOf } from "./catalogue";
import { count, fields } from "./json";

export interface Shop {
  /** In the shop's order. */
  readonly products: readonly Product[];
  /** Pairs not sold yet, by item. */
  readonly stock: ReadonlyMap<number, number>;
}

export class Shelves {
  #products: readonly Product[] | undefined;
  readonly #stock = new Map<number, number>();

  /** Replaces everything; what is no catalogue changes nothing. */
  fill(payload: unknown): void {
    const { catalogue, stock } = fields(payload) ?? {};
    const products = productsOf(catalogue);
    if (!products) {
      return;
    }
    this.#products = products;
    this.#stock.clear();
    for (const [id, available] of Object.entries(fields(stock) ?? {})) {
      this.#stock.set(Number(id), count(available));
    }
  }

  /** Takes in that an item was sold or restocked. */
  count(payload: unknown): void {
    const { item_id, available } = fields(payload) ?? {};
    if (typeof item_id === "number") {
      this.#stock.set(item_id, count(available));
    }
  }

  /** Takes in that a product may be bought now. */
  release(payload: unknown): void {
    const id = fields(payload)?.["product_id"];
    this.#products = this.#products?.map((product) =>
      product.id === id ? { ...product, released: true } : product,
    );
  }

  /** What is known now; undefined before the first catalogue. */
  snapshot(): Shop | undefined {
    return this.#products && { products: this.#products, stock: new Map(this.#stock) };
  }
}
