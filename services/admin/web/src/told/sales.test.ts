import { expect, test } from "vitest";
import { goneIn } from "./sales";

test("when an item will be gone is a guess from its pace of the last ten minutes", () => {
  expect(goneIn(10, 5)).toBe(1_200_000);
  expect(goneIn(10, 0)).toBeUndefined();
  expect(goneIn(0, 5)).toBeUndefined();
});
