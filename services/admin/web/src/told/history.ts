// The last hours, a point a minute, as the server keeps them. A minute that
// nobody wrote has no point, and is drawn as a gap.
import { count, fields, known, list, moment } from "./json";
import type { Stats } from "./stats";

export const MINUTE = 60_000;

export interface Point {
  readonly at: number;
  readonly carts: number;
  readonly tabs: number;
  readonly withItems: number;
  readonly checkout: number;
  readonly orders: number;
  /** What the carts were worth; undefined where it was not recorded. */
  readonly valueUsd: number | undefined;
  /** Products that were released in that minute, and items that sold out. */
  readonly released: readonly number[];
  readonly soldOut: readonly number[];
}

/** Reads the minutes of a history, oldest first. */
export function pointsOf(history: unknown): Point[] {
  return list(history)
    .flatMap(pointOf)
    .sort((a, b) => a.at - b.at);
}

export function pointOf(value: unknown): Point[] {
  const p = fields(value);
  const at = moment(p?.["at"]);
  if (!p || at === undefined) {
    return [];
  }
  return [
    {
      at,
      carts: count(p["carts"]),
      tabs: count(p["tabs"]),
      withItems: count(p["with_items"]),
      checkout: count(p["checkout"]),
      orders: count(p["orders"]),
      valueUsd: known(p["value_usd"]),
      released: list(p["released"]).filter((id) => typeof id === "number"),
      soldOut: list(p["sold_out"]).filter((id) => typeof id === "number"),
    },
  ];
}

/**
 * Adds minutes to those that are known, each once however often it is told,
 * and forgets what is older than kept. What is known is never lost to a server
 * that knows less.
 */
export function merged(known: readonly Point[], more: readonly Point[], kept: number): Point[] {
  const byMoment = new Map([...known, ...more].map((point) => [point.at, point]));
  const points = [...byMoment.values()].sort((a, b) => a.at - b.at);
  const last = points.at(-1)?.at ?? 0;
  return points.filter(({ at }) => at > last - kept);
}

/** What a line is drawn through; null where nothing is known. */
export interface Series {
  /** Moments in milliseconds, a step apart; the last one is the present. */
  readonly at: readonly number[];
  readonly carts: readonly (number | null)[];
  readonly withItems: readonly (number | null)[];
  readonly checkout: readonly (number | null)[];
  readonly tabs: readonly (number | null)[];
  readonly orders: readonly (number | null)[];
  readonly value: readonly (number | null)[];
}

/**
 * The given number of steps before a moment, and the present where it is known.
 * A step is a minute unless the points stand for more. Steps without a point
 * are null: a gap is never filled in.
 */
export function seriesOf(
  points: readonly Point[],
  present: Stats | undefined,
  now: number,
  steps: number,
  step = MINUTE,
): Series {
  const byStep = new Map(points.map((point) => [Math.floor(point.at / step), point]));
  const last = lastStep(byStep, now, step);
  const grid = Array.from({ length: steps + 1 }, (_, i) => last - steps + i);
  const line = (read: (point: Point) => number | undefined, current?: number) => [
    ...grid.map((place) => {
      const point = byStep.get(place);
      return (point && read(point)) ?? null;
    }),
    current ?? null,
  ];
  return {
    at: [...grid.map((place) => place * step), Math.max(now, last * step + 1)],
    carts: line((point) => point.carts, present?.carts),
    withItems: line((point) => point.withItems, present?.withItems),
    checkout: line((point) => point.checkout, present?.stages.checkout),
    tabs: line((point) => point.tabs, present?.tabs),
    orders: line((point) => point.orders),
    value: line((point) => point.valueUsd, present?.valueUsd),
  };
}

/** A minute is recorded when it is over, and a moment later: until then it is no gap. */
const LATE = 15_000;

function lastStep(known: ReadonlyMap<number, Point>, now: number, step: number): number {
  let last = Math.floor(now / step);
  while (!known.has(last) && last * step > now - step - LATE) {
    last--;
  }
  return last;
}

/** So many minutes are worth drawing: not much more than there is. */
export function spanOf(points: readonly Point[], now: number, least: number, most: number): number {
  const first = points[0]?.at ?? now;
  return Math.min(most, Math.max(least, Math.ceil((now - first) / MINUTE)));
}

/** How much a line has changed over so many minutes; undefined where either end is unknown. */
export function change(line: readonly (number | null)[], minutes: number): number | undefined {
  const now = line.at(-1);
  const then = line.at(-1 - minutes);
  return now == null || then == null ? undefined : now - then;
}
