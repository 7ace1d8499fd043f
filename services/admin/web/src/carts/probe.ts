// A look now and then at carts that may need somebody: those that stand in the
// checkout, and those of value that nobody moves.
import { signal } from "@preact/signals";
import type { Thresholds } from "../reading/thresholds";
import type { Carts } from "./carts";
import type { Query } from "./query";
import type { Row } from "./row";

/** Looked at so often, in ticks of a second. */
const EVERY = 30;
const SEEN = 50;

export const SLOW_CHECKOUTS: Query = {
  filter: { stage: "checkout" },
  sort: "page_since",
  desc: false,
};

/** The carts from a value on, those first that stand longest. */
export function worthy(value: number): Query {
  return { filter: { minValue: value }, sort: "page_since", desc: false };
}

export interface Found {
  /** Carts that stand in the checkout. */
  readonly slow: number;
  /** Carts of value that stand on one page. */
  readonly idle: number;
}

const MINUTE = 60_000;

export class Probe {
  readonly found = signal<Found>({ slow: 0, idle: 0 });
  readonly #carts: Carts;
  readonly #now: () => number;
  readonly #limits: () => Thresholds;
  #ticks = EVERY - 3;

  constructor(carts: Carts, now: () => number, limits: () => Thresholds) {
    this.#carts = carts;
    this.#now = now;
    this.#limits = limits;
  }

  /** Looks at the next tick, after the limits were set. */
  soon(): void {
    this.#ticks = EVERY;
  }

  /** Counts a second; following says whether an answer would be the present. */
  tick(following: boolean): void {
    if (following && ++this.#ticks >= EVERY) {
      this.#ticks = 0;
      void this.#look().catch(() => undefined); // the next look may do better
    }
  }

  async #look(): Promise<void> {
    const checkouts = await this.#carts.peek(SLOW_CHECKOUTS, SEEN);
    const { checkout, value, idle } = this.#limits();
    const valuable = await this.#carts.peek(worthy(value), SEEN);
    this.found.value = {
      slow: this.#older(checkouts.rows, checkout),
      idle: this.#older(valuable.rows, idle),
    };
  }

  #older(rows: readonly Row[], minutes: number): number {
    const since = this.#now() - minutes * MINUTE;
    return rows.filter(({ pageSince }) => pageSince !== undefined && pageSince < since).length;
  }
}

/** Whether there may be more than were looked at. */
export function atLeast(n: number): string {
  return n >= SEEN ? `${SEEN} or more` : String(n);
}
