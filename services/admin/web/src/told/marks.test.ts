import { expect, test } from "vitest";
import { productsOf } from "./catalogue";
import { MINUTE, pointsOf } from "./history";
import { eventsIn, marksOf } from "./marks";

const T = Date.UTC(2026, 10, 24, 10, 0, 0);
const products =
  productsOf([{ id: 2, name: "Alba", released: true, items: [{ id: 14, size: "6" }] }]) ?? [];
const points = pointsOf([
  { at: new Date(T).toISOString(), released: [2, 9] },
  { at: new Date(T + MINUTE).toISOString(), sold_out: [14] },
]);

test("recorded minutes are marked with what happened in them, by name", () => {
  expect(marksOf(points, [], products)).toEqual([
    { at: T, kind: "released", label: "Alba released" },
    { at: T, kind: "released", label: "Product 9 released" },
    { at: T + MINUTE, kind: "sold_out", label: "Alba 6 sold out" },
  ]);
});

test("what was seen and is recorded is one mark, where it was seen", () => {
  const seen = { at: T + 70_000, kind: "sold_out", label: "Alba 6 sold out" } as const;
  const later = { ...seen, at: T + 9 * MINUTE };
  const labels = marksOf(points, [seen, later], products).map(({ at, kind }) => [at - T, kind]);
  expect(labels).toEqual([
    [0, "released"],
    [0, "released"],
    [70_000, "sold_out"],
    [9 * MINUTE, "sold_out"],
  ]);
});

test("the events of a minute are all named, however close they are", () => {
  const marks = marksOf(points, [], products);
  expect(eventsIn(marks, T, T + MINUTE)).toBe("Alba released, Product 9 released");
  expect(eventsIn(marks, T + MINUTE, Number.POSITIVE_INFINITY)).toBe("Alba 6 sold out");
});
