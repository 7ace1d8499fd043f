// The three figures of the dashboard, and what they ought to be.
import type { Presences } from "phoenix-1.8.16";

export interface Figures {
  readonly carts: number;
  /** Tabs on each page, by path; last those on none. */
  readonly pages: readonly (readonly [page: string, tabs: number])[];
  /** Carts that hold an item, by item. */
  readonly demand: readonly (readonly [item: number, carts: number])[];
}

/** A cart that is open in tabs on these pages. */
export interface Cart {
  /** Empty for a page that is none. */
  readonly pages: readonly string[];
  readonly items: readonly number[];
}

/** What a dashboard must show of these carts. */
export function figuresOf(carts: readonly Cart[]): Figures {
  const pages = count(carts.flatMap((cart) => cart.pages));
  const demand = count(carts.flatMap((cart) => [...new Set(cart.items)]));
  return {
    carts: carts.length,
    pages: [...pages].sort(([a], [b]) => (b === "" || (a !== "" && a < b) ? -1 : 1)),
    demand: [...demand].sort(([a], [b]) => a - b),
  };
}

function count<T>(all: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const one of all) {
    counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  return counts;
}

/** The carts of a presence, one for each key. */
export function cartsOf(presences: Presences): Cart[] {
  return Object.values(presences).map(({ metas }) => ({
    pages: metas.map((meta) => meta.page ?? ""),
    items: metas.flatMap((meta) => meta.items),
  }));
}
