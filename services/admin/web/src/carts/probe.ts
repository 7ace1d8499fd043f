// A look now and then at carts that may need somebody: those that stand in the
// checkout, and those of value that nobody moves.
import { signal } from "@preact/signals";
import type { Carts } from "./carts";
import type { Query } from "./query";
import type { Row } from "./row";

/** Looked at so often, in ticks of a second. */
const EVERY = 30;
const SEEN = 50;
export const SLOW = 5 * 60_000;
export const IDLE = 10 * 60_000;
/** From this on a cart is worth a look. */
export const WORTHY = 300;

export const SLOW_CHECKOUTS: Query = {
  filter: { stage: "checkout" },
  sort: "page_since",
  desc: false,
};
export const WORTHY_CARTS: Query = {
  filter: { minValue: WORTHY },
  sort: "page_since",
  desc: false,
};

export interface Found {
  /** Carts in the checkout for longer than SLOW. */
  readonly slow: number;
  /** Carts worth WORTHY or more that stand on one page for longer than IDLE. */
  readonly idle: number;
}

export class Probe {
  readonly found = signal<Found>({ slow: 0, idle: 0 });
  readonly #carts: Carts;
  readonly #now: () => number;
  #ticks = EVERY - 3;

  constructor(carts: Carts, now: () => number) {
    this.#carts = carts;
    this.#now = now;
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
    const worthy = await this.#carts.peek(WORTHY_CARTS, SEEN);
    this.found.value = {
      slow: this.#older(checkouts.rows, SLOW),
      idle: this.#older(worthy.rows, IDLE),
    };
  }

  #older(rows: readonly Row[], than: number): number {
    const since = this.#now() - than;
    return rows.filter(({ pageSince }) => pageSince !== undefined && pageSince < since).length;
  }
}

/** Whether there may be more than were looked at. */
export function atLeast(n: number): string {
  return n >= SEEN ? `${SEEN} or more` : String(n);
}
