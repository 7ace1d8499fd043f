// Moments worth a line across the chart: a release, a size that sold out, a
// storefront that was lost.

export interface Mark {
  readonly at: number;
  readonly kind: "released" | "sold_out" | "lost";
  readonly label: string;
}

const KEPT = 40;

/** Adds a mark; the oldest one goes when there are too many. */
export function withMark(marks: readonly Mark[], mark: Mark): readonly Mark[] {
  return [...marks, mark].slice(-KEPT);
}
