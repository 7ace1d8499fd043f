// The storefronts over time: one that falls silent is still counted for a few
// seconds, and then gone with all its carts. A storefront that is stopped in
// order says goodbye and is missed by nobody.
import type { Storefront } from "./stats";

/** Storefronts report every second; a longer silence is worth a word. */
export const QUIET = 3_000;
/** So long after a loss its shoppers may not have come back elsewhere. */
export const RETURNING = 10_000;
const REMEMBERED = 600_000;

export interface Lost {
  readonly id: string;
  readonly carts: number;
  readonly at: number;
}

export class Fleet {
  #heard: readonly Storefront[] = [];
  #lost: readonly Lost[] = [];

  /** Takes in who is heard now. */
  follow(heard: readonly Storefront[], now: number): void {
    const present = new Set(heard.map(({ id }) => id));
    const gone = this.#heard
      .filter(({ id, silence }) => silence >= QUIET && !present.has(id))
      .map(({ id, carts }) => ({ id, carts, at: now }));
    this.#lost = [...gone, ...this.#lost].filter(({ at }) => now - at < REMEMBERED);
    this.#heard = heard;
  }

  /** Storefronts that ended without a goodbye, the last one first. */
  get lost(): readonly Lost[] {
    return this.#lost;
  }
}

/** Storefronts that the figures may be wrong about now. */
export interface Missing {
  readonly silent: readonly Storefront[];
  readonly lost: readonly Lost[];
}

/** Who is missing, or undefined where the figures are whole. */
export function missingOf(
  heard: readonly Storefront[],
  lost: readonly Lost[],
  now: number,
): Missing | undefined {
  const silent = heard.filter(({ silence }) => silence >= QUIET);
  const returning = lost.filter(({ at }) => now - at < RETURNING);
  return silent.length + returning.length > 0 ? { silent, lost: returning } : undefined;
}
