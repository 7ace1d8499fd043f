// The figures of the dashboard, one definition each:
//
//   carts   distinct keys
//   tabs    metas of all carts
//   pages   tabs on each page
//   demand  carts that hold an item, each cart once whatever its tabs
//
// They are kept by difference: a change of one cart costs as much as that cart
// is large, however many others there are.
import { type Cart, cartOf } from "./cart";

export interface PageCount {
  /** null stands for tabs that named no page. */
  readonly page: string | null;
  readonly tabs: number;
}

export interface Snapshot {
  readonly carts: number;
  readonly tabs: number;
  /** Carts with at least one item. */
  readonly filled: number;
  readonly pages: readonly PageCount[];
  readonly demand: ReadonlyMap<number, number>;
}

export class Figures {
  readonly #carts = new Map<string, Cart>();
  readonly #pages = new Map<string | null, number>();
  readonly #demand = new Map<number, number>();
  #tabs = 0;
  #filled = 0;

  /** Replaces what is known of a cart; no metas means that it is gone. */
  set(key: string, metas: readonly unknown[] | undefined): void {
    const before = this.#carts.get(key);
    if (before) {
      this.#count(before, -1);
      this.#carts.delete(key);
    }
    if (metas && metas.length > 0) {
      const after = cartOf(metas);
      this.#count(after, 1);
      this.#carts.set(key, after);
    }
  }

  get carts(): number {
    return this.#carts.size;
  }

  snapshot(): Snapshot {
    return {
      carts: this.#carts.size,
      tabs: this.#tabs,
      filled: this.#filled,
      pages: [...this.#pages].map(([page, tabs]) => ({ page, tabs })).sort(byPath),
      demand: new Map(this.#demand),
    };
  }

  #count(cart: Cart, sign: 1 | -1): void {
    this.#tabs += sign * cart.pages.length;
    this.#filled += cart.items.size > 0 ? sign : 0;
    for (const page of cart.pages) {
      add(this.#pages, page, sign);
    }
    for (const item of cart.items) {
      add(this.#demand, item, sign);
    }
  }
}

function add<K>(counts: Map<K, number>, key: K, by: number): void {
  const sum = (counts.get(key) ?? 0) + by;
  if (sum === 0) {
    counts.delete(key);
  } else {
    counts.set(key, sum);
  }
}

/** By path ascending, the same in every browser; tabs without a page come last. */
function byPath(a: PageCount, b: PageCount): number {
  if (a.page === null || b.page === null) {
    return Number(a.page === null) - Number(b.page === null);
  }
  return a.page < b.page ? -1 : Number(a.page > b.page);
}

export interface PageList {
  readonly shown: readonly PageCount[];
  /** What the busiest `limit` pages leave over. */
  readonly rest: { readonly pages: number; readonly tabs: number } | undefined;
}

/** Keeps the busiest pages, still in the order of their paths. */
export function busiest(pages: readonly PageCount[], limit: number): PageList {
  if (pages.length <= limit) {
    return { shown: pages, rest: undefined };
  }
  const busy = new Set([...pages].sort((a, b) => b.tabs - a.tabs).slice(0, limit));
  const left = pages.filter((page) => !busy.has(page));
  return {
    shown: pages.filter((page) => busy.has(page)),
    rest: { pages: left.length, tabs: left.reduce((sum, page) => sum + page.tabs, 0) },
  };
}
