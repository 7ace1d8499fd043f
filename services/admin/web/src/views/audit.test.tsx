import { expect, test } from "vitest";
import { deedsOf } from "../told/audit";
import { productsOf } from "../told/catalogue";
import { inWords } from "./audit";

const products = productsOf([{ id: 2, name: "Alba", items: [{ id: 14, size: "6" }] }]) ?? [];

test("what admins did is told in words, with the names of the shop", () => {
  const at = "2026-11-24T10:42:07Z";
  const entries = [
    { at, admin: "ada", action: "release", product_id: 2 },
    { at, admin: "ada", action: "restock", item_id: 14, count: 1 },
    { at, admin: "ada", action: "restock", item_id: 14, count: 2, outcome: "unknown" },
    { at, admin: "ada", action: "sign_in", outcome: "done" },
    { at, admin: "ada", action: "promote" },
    { admin: "no moment" },
  ];
  expect(deedsOf({ entries }).map((deed) => inWords(deed, products))).toEqual([
    "released Alba",
    "restocked Alba 6 by 1 pair",
    "may have restocked Alba 6 by 2 pairs",
    "signed in",
    "promote",
  ]);
  expect(deedsOf("none")).toEqual([]);
});
