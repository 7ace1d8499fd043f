import { expect, test } from "vitest";
import type { Event } from "../told/activity";
import { productsOf } from "../told/catalogue";
import { says } from "./activity";

const products = productsOf([{ id: 2, name: "Alba", items: [{ id: 14, size: "6" }] }]) ?? [];
const event = (more: Partial<Event>): Event => ({
  serial: 1,
  at: 0,
  handle: "7f3a9c2100000000",
  kind: "moved",
  page: undefined,
  item: undefined,
  ...more,
});

test("events are found by cart, as it is written here or by the shopper, by product and by page", () => {
  const added = event({ kind: "added", item: 14 });
  for (const text of ["", "alba", "Alba 6", "7f3a·9c21", " 7F3A-9C21 "]) {
    expect(says(added, products, text)).toBe(true);
  }
  expect(says(added, products, "bora")).toBe(false);
  expect(says(event({ page: "/checkout" }), products, "/check")).toBe(true);
  expect(says(event({ page: "/checkout" }), products, "·")).toBe(false);
});
