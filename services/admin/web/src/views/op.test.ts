import { expect, test } from "vitest";
import { Op } from "./op";

test("a second try of the same is the same operation, and something else is another", () => {
  const op = new Op();
  const first = op.of({ item_id: 14, count: 10 });
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(op.of({ item_id: 14, count: 10 })).toBe(first);
  expect(op.of({ item_id: 14, count: 11 })).not.toBe(first);
  expect(new Op().of({ item_id: 14, count: 10 })).not.toBe(first);
});
