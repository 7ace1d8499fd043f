// The pace at which a size sells, from the pairs of the last ten minutes.

/** The time that sales are counted over. */
const LATELY = 600_000;

/** When an item will be gone at the present pace, in milliseconds from now. */
export function goneIn(left: number, sold: number): number | undefined {
  return sold > 0 && left > 0 ? (left * LATELY) / sold : undefined;
}
