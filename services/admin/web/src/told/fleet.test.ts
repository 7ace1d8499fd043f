import { expect, test } from "vitest";
import { Fleet, missingOf, RETURNING } from "./fleet";

const node = (id: string, silence: number) => ({ id, carts: 5, tabs: 6, silence });

test("one that fell silent and is gone was lost; one that said goodbye was not", () => {
  const fleet = new Fleet();
  fleet.follow([node("a", 4_000), node("b", 100), node("c", 100)], 1_000);
  fleet.follow([node("c", 100)], 2_000);
  expect(fleet.lost).toEqual([{ id: "a", carts: 5, at: 2_000 }]);
});

test("figures are about right while one is silent, and until its shoppers may be back", () => {
  const lost = [{ id: "a", carts: 5, at: 10_000 }];
  expect(missingOf([node("a", 3_500), node("b", 9)], [], 0)?.silent).toHaveLength(1);
  expect(missingOf([node("b", 9)], lost, 10_000 + RETURNING - 1)?.lost).toEqual(lost);
  expect(missingOf([node("b", 9)], lost, 10_000 + RETURNING)).toBeUndefined();
  expect(missingOf([], [], 0)).toBeUndefined();
});
