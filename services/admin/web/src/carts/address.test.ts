import { expect, test } from "vitest";
import { searchOf, viewOf } from "./address";
import { EVERYTHING } from "./query";

test("an address that says nothing shows everything", () => {
  expect(viewOf("")).toMatchObject({ query: { sort: "since", desc: true }, wall: false });
  expect(searchOf({ query: EVERYTHING, cart: undefined, wall: false })).toBe("");
});

test("a view goes into the address and comes out the same", () => {
  for (const search of [
    "?stage=checkout&page=%2Fcheckout&item=206&q=7f3a&min=200&sort=-value_usd&cart=7f3a9c2100000000",
    "?page=&with=sold-out&node=a1&sort=handle&wall=1",
    "?with=items",
  ]) {
    expect(searchOf(viewOf(search))).toBe(search);
  }
});

test("what makes no sense in an address is left out", () => {
  const search = "?stage=dreaming&item=-5&min=1e9&sort=constructor&cart=<script>&wall=yes";
  expect(searchOf(viewOf(search))).toBe("");
});
