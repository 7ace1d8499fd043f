// A look now and then at carts that may need somebody: those that stand in the
// checkout, and those of value that nobody moves.
import { signal } from "@preact/signals";
import type { Thresholds } from "../reading/thresholds";
import type { Carts } from "./carts";
import type { Query } from "./query";

/** Looked at so often, in ticks of a second. */
const EVERY = 30;

/** The carts in the checkout for so many minutes, those first that stand longest. */
export function slowCheckouts(minutes: number): Query {
  return { filter: { stage: "checkout", stay: minutes }, sort: "page_since", desc: false };
}

/** The carts from a value on that stand on one page for so many minutes. */
export function idleValue(value: number, minutes: number): Query {
  return { filter: { minValue: value, stay: minutes }, sort: "page_since", desc: false };
}

export interface Found {
  /** Carts that stand in the checkout. */
  readonly slow: number;
  /** Carts of value that stand on one page. */
  readonly idle: number;
}

export class Probe {
  readonly found = signal<Found>({ slow: 0, idle: 0 });
  readonly #carts: Carts;
  readonly #limits: () => Thresholds;
  #ticks = EVERY - 3;

  constructor(carts: Carts, limits: () => Thresholds) {
    this.#carts = carts;
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
    const { checkout, value, idle } = this.#limits();
    const slow = await this.#carts.peek(slowCheckouts(checkout), 1);
    const still = await this.#carts.peek(idleValue(value, idle), 1);
    this.found.value = { slow: slow.total, idle: still.total };
  }
}
