// From which limits on something needs attention. A reader may set them.

export interface Thresholds {
  /** Carts for each pair that is left of a size. */
  readonly pressure: number;
  /** Minutes that a cart stands in the checkout. */
  readonly checkout: number;
  /** Dollars from which on a cart that stands still is worth a look. */
  readonly value: number;
  /** Minutes that such a cart stands on one page. */
  readonly idle: number;
  /** Percent that the carts fall by within two minutes. */
  readonly fall: number;
}

export const USUAL: Thresholds = { pressure: 1, checkout: 5, value: 300, idle: 10, fall: 20 };

/** What a limit may be. */
export const RANGES: Readonly<Record<keyof Thresholds, readonly [least: number, most: number]>> = {
  pressure: [0.1, 100],
  checkout: [1, 600],
  value: [1, 100_000],
  idle: [1, 600],
  fall: [1, 100],
};

/** Reads limits; one that is missing or out of its range is the usual one. */
export function thresholdsOf(read: (name: keyof Thresholds) => unknown): Thresholds {
  const limit = (name: keyof Thresholds) => {
    const value = Number(read(name) ?? Number.NaN);
    const [least, most] = RANGES[name];
    return value >= least && value <= most ? value : USUAL[name];
  };
  return {
    pressure: limit("pressure"),
    checkout: limit("checkout"),
    value: limit("value"),
    idle: limit("idle"),
    fall: limit("fall"),
  };
}
