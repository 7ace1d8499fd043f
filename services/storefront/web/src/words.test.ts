import { expect, test } from "vitest";
import { blocked, counted, isLevel, sentence } from "./words";

test("one thing and many are told apart", () => {
  expect(counted(blocked.out, 1)).toBe("Remove 1 sold-out item first.");
  expect(counted(blocked.out, 12)).toBe("Remove 12 sold-out items first.");
});

test("every code has a sentence, one that nobody knows too", () => {
  expect(sentence("cart_full")).toBe("Your cart is full. Remove something first.");
  const other = "Your cart cannot be changed right now. Nothing was lost; try again in a moment.";
  for (const code of ["unavailable", "internal", "", "constructor"]) {
    expect(sentence(code)).toBe(other);
  }
});

test("only the four levels are levels", () => {
  expect(["out", "low", "medium", "high"].every(isLevel)).toBe(true);
  expect(["", "full", "toString", 3, undefined].some(isLevel)).toBe(false);
});
