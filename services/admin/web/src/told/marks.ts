// Moments worth a line across the chart: a release, a size that sold out, a
// storefront that was lost.
import { type Product, titleOf } from "./catalogue";
import { MINUTE, type Point } from "./history";

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

/**
 * The marks of the recorded minutes, and those seen since. What was seen and is
 * recorded by now is one mark, at the moment it was seen.
 */
export function marksOf(
  points: readonly Point[],
  seen: readonly Mark[],
  products: readonly Product[],
): readonly Mark[] {
  const recorded = points
    .flatMap((point) => recordedIn(point, products))
    .filter(({ at, label }) => !seen.some((mark) => mark.label === label && near(mark.at, at)));
  return [...recorded, ...seen].sort((a, b) => a.at - b.at).slice(-KEPT);
}

/** The marks from a moment until another one, in words. */
export function eventsIn(marks: readonly Mark[], from: number, until: number): string {
  return marks
    .filter(({ at }) => at >= from && at < until)
    .map(({ label }) => label)
    .join(", ");
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 2 * MINUTE;
}

function recordedIn({ at, released, soldOut }: Point, products: readonly Product[]): Mark[] {
  const name = (id: number) => products.find((product) => product.id === id)?.name;
  return [
    ...released.map((id) => ({
      at,
      kind: "released" as const,
      label: releasedLabel(name(id) ?? `Product ${id}`),
    })),
    ...soldOut.map((id) => ({
      at,
      kind: "sold_out" as const,
      label: soldOutLabel(titleOf(products, id)),
    })),
  ];
}

export function releasedLabel(product: string): string {
  return `${product} released`;
}

export function soldOutLabel(item: string): string {
  return `${item} sold out`;
}
