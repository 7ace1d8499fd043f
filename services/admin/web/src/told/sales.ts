// What was sold of each item, counted from the stock as it falls, where the
// server does not say it. Nothing is known of the time before the line stood.

/** The time that sales are counted over. */
export const LATELY = 600_000;

interface Sale {
  readonly at: number;
  readonly item: number;
  readonly count: number;
}

export class Sales {
  readonly #since: number;
  #sales: Sale[] = [];

  /** Counts from a moment on. */
  constructor(since: number) {
    this.#since = since;
  }

  /** Notes the stock of an item before and after; a restock is no sale. */
  note(now: number, item: number, before: number | undefined, after: number): void {
    if (before !== undefined && after < before) {
      this.#sales.push({ at: now, item, count: before - after });
      const kept = this.#sales.findIndex(({ at }) => now - at < LATELY);
      this.#sales.splice(0, kept);
    }
  }

  /** What was sold of each item in the last ten minutes, or since the line stands. */
  lately(now: number): Recent {
    const sold = new Map<number, number>();
    for (const { at, item, count } of this.#sales) {
      if (now - at < LATELY) {
        sold.set(item, (sold.get(item) ?? 0) + count);
      }
    }
    return { sold, over: Math.min(LATELY, Math.max(0, now - this.#since)) };
  }
}

export interface Recent {
  /** By item. */
  readonly sold: ReadonlyMap<number, number>;
  /** The time it was counted over, in milliseconds. */
  readonly over: number;
}

export const NO_SALES: Recent = { sold: new Map(), over: 0 };
/** A guess from a shorter time would jump about. */
const ENOUGH = 60_000;

/** When an item will be gone at the present pace, in milliseconds from now. */
export function goneIn(left: number, sold: number, over: number): number | undefined {
  return sold > 0 && left > 0 && over >= ENOUGH ? (left * over) / sold : undefined;
}
