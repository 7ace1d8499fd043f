import { expect, test } from "vitest";
import { age } from "./ages";

test("an age does not tremble, and is never negative", () => {
  const seconds = (s: number) => age(s * 1_000);
  expect([-3_600, 0, 9.9, 10, 14.9, 59].map(seconds)).toEqual([
    "now",
    "now",
    "now",
    "10 s",
    "10 s",
    "55 s",
  ]);
  expect([60, 3_599, 3_600, 4_320, 86_400, 97_200].map(seconds)).toEqual([
    "1 min",
    "59 min",
    "1 h",
    "1 h 12 min",
    "1 d",
    "1 d 3 h",
  ]);
});
