import { expect, test } from "vitest";
import { change, MINUTE, merged, type Point, pointsOf, seriesOf, spanOf } from "./history";
import { pastOf } from "./past";
import { statsOf } from "./stats";

const T = Date.UTC(2026, 10, 24, 10, 0, 0);
const told = (minute: number, carts: number) => ({
  at: new Date(T + minute * MINUTE).toISOString(),
  carts,
  tabs: 2 * carts,
  with_items: 1,
  checkout: 1,
  orders: 3,
});

test("a minute that nobody recorded is a gap", () => {
  const points = pointsOf([told(4, 40), told(1, 10), told(2, 20), "no point"]);
  const { at, carts, orders } = seriesOf(points, undefined, T + 4.5 * MINUTE, 4);
  expect(at).toEqual([0, 1, 2, 3, 4, 4.5].map((minute) => T + minute * MINUTE));
  expect(carts).toEqual([null, 10, 20, null, 40, null]);
  expect(orders).toEqual([null, 3, 3, null, 3, null]);
});

test("a minute that is not over yet is no gap", () => {
  const points = pointsOf([told(1, 10), told(2, 20)]);
  const present = statsOf({ carts: 25 });
  const late = T + 3 * MINUTE + 5_000;
  expect(seriesOf(points, present, late, 1).carts).toEqual([10, 20, 25]);
  expect(seriesOf(points, present, late + 80_000, 1).carts).toEqual([20, null, 25]);
});

test("not much more is drawn than there is", () => {
  const points = pointsOf([told(0, 1)]);
  expect([2, 30, 600].map((m) => spanOf(points, T + m * MINUTE, 10, 60))).toEqual([10, 30, 60]);
  expect(spanOf([], T, 10, 60)).toBe(10);
});

test("the line ends in the present, where it is known", () => {
  const present = statsOf({ carts: 44, with_items: 5, stages: { checkout: 2 }, tabs: 50 });
  const { carts, withItems, checkout, tabs, orders } = seriesOf([], present, T, 1);
  expect([carts, withItems, checkout, tabs, orders].map((line) => line.at(-1))).toEqual([
    44,
    5,
    2,
    50,
    null,
  ]);
});

test("a minute told twice is one, and what is old is forgotten", () => {
  const after = (...minutes: object[]) =>
    pointsOf(minutes)
      .reduce((points: Point[], point) => merged(points, [point], 10 * MINUTE), [])
      .map(({ carts }) => carts);
  expect(after(told(0, 1), told(9, 2), told(9, 3))).toEqual([1, 3]);
  expect(after(told(0, 1), told(9, 2), told(11, 3))).toEqual([2, 3]);
});

test("what is known is not lost to a server that knows less", () => {
  const known = pointsOf([told(1, 10), told(2, 20)]);
  const carts = (more: object[]) =>
    merged(known, pointsOf(more), 60 * MINUTE).map(({ carts }) => carts);
  expect(carts([])).toEqual([10, 20]);
  expect(carts([told(3, 30), told(2, 21)])).toEqual([10, 21, 30]);
});

test("a value that was not recorded is a gap in its line only", () => {
  const points = pointsOf([told(1, 10), { ...told(2, 20), value_usd: 300 }]);
  const { carts, value } = seriesOf(points, undefined, T + 2.5 * MINUTE, 1);
  expect(carts).toEqual([10, 20, null]);
  expect(value).toEqual([null, 300, null]);
});

test("a change is told where both its ends are known", () => {
  expect(change([1, 5, null, 9], 2)).toBe(4);
  expect(change([1, 5, null, 9], 1)).toBeUndefined();
  expect(change([9], 5)).toBeUndefined();
});

test("a longer time is drawn in its steps", () => {
  const { points, step } = pastOf({ step_s: 300, history: [told(-10, 7), told(0, 9)] }) ?? NONE;
  const { at, carts } = seriesOf(points, statsOf({ carts: 12 }), T + 7 * MINUTE, 3, step);
  expect(at).toEqual([-15, -10, -5, 0, 7].map((minute) => T + minute * MINUTE));
  expect(carts).toEqual([null, 7, null, 9, 12]);
  expect(pastOf({ history: [] })).toBeUndefined();
});

const NONE = { points: [], step: 0 };
