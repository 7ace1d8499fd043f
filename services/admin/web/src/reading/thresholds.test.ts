import { expect, test } from "vitest";
import { thresholdsOf, USUAL } from "./thresholds";

test("limits that make no sense are the usual ones", () => {
  const read = (kept: object) => thresholdsOf((name) => Reflect.get(kept, name));
  expect(read({})).toEqual(USUAL);
  expect(read({ pressure: "0.5", checkout: 0, value: "much", idle: null, fall: 101 })).toEqual({
    ...USUAL,
    pressure: 0.5,
  });
});
