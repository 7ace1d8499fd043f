import { type Signal, signal } from "@preact/signals";
import { afterEach, expect, test, vi } from "vitest";
import { Address, searchOf, viewOf } from "./address";
import { EVERYTHING } from "./query";

test("an address that says nothing shows everything", () => {
  expect(viewOf("")).toMatchObject({ query: { sort: "since", desc: true }, wall: false });
  expect(searchOf({ query: EVERYTHING, cart: undefined, wall: false, span: "hour" })).toBe("");
});

test("a view goes into the address and comes out the same", () => {
  for (const search of [
    "?stage=checkout&page=%2Fcheckout&item=206&q=7f3a&min=200&sort=-value_usd&cart=7f3a9c2100000000",
    "?page=&with=sold-out&node=a1&sort=handle&wall=1",
    "?with=items",
    "?stage=checkout&age=30&stay=5",
    "?wall=1&span=week",
  ]) {
    expect(searchOf(viewOf(search))).toBe(search);
  }
});

test("what makes no sense in an address is left out", () => {
  const search =
    "?stage=dreaming&item=-5&min=1e9&sort=constructor&cart=<script>&wall=yes&span=year";
  expect(searchOf(viewOf(search))).toBe("");
});

test("a link with endless names does not reach the server", () => {
  const endless = "x".repeat(70_000);
  const { filter } = viewOf(`?page=${endless}&node=${endless}&q=${endless}`).query;
  expect(filter).toMatchObject({ page: undefined, node: undefined, text: endless.slice(0, 256) });
  const wide = viewOf(`?page=${"é".repeat(129)}&node=${"a".repeat(65)}`).query.filter;
  expect(wide).toMatchObject({ page: undefined, node: undefined });
});

/** A browser's address and history, as far as a page changes them. */
function visit(
  search: string,
  hidesNames: Signal<boolean> = signal(false),
): { address: Address; search: () => string } {
  const entries = [{ search, state: null as unknown }];
  let back = () => undefined;
  vi.stubGlobal("location", {
    origin: "https://shop",
    pathname: "/admin",
    get search() {
      return entries.at(-1)?.search;
    },
  });
  const entry = (state: unknown, path: string) => ({ search: path.slice("/admin".length), state });
  vi.stubGlobal("history", {
    get state() {
      return entries.at(-1)?.state;
    },
    pushState: (state: unknown, _: string, path: string) => entries.push(entry(state, path)),
    replaceState: (state: unknown, _: string, path: string) =>
      entries.splice(-1, 1, entry(state, path)),
    back: () => {
      entries.pop();
      back();
    },
  });
  vi.stubGlobal("addEventListener", (_: string, heard: () => undefined) => {
    back = heard;
  });
  return { address: new Address(hidesNames), search: () => searchOf(viewOf(location.search)) };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const BY_TABS = { ...EVERYTHING, sort: "tabs" } as const;

test("closing the drawer leads to the list, however many carts were looked at", () => {
  const { address, search } = visit("?stage=cart");
  address.go({ cart: "aaaaaaaa" });
  address.go({ cart: "bbbbbbbb" });
  expect(search()).toBe("?stage=cart&cart=bbbbbbbb");
  address.leave({ cart: undefined });
  expect(search()).toBe("?stage=cart");
  expect(history.state).toEqual({});
});

test("what was chosen while a cart was open stays when it is closed, and Back undoes it", () => {
  const { address, search } = visit("");
  address.go({ cart: "aaaaaaaa" });
  address.go({ query: BY_TABS });
  address.leave({ cart: undefined });
  expect(search()).toBe("?sort=-tabs");
  expect(address.view.value).toMatchObject({ cart: undefined, query: BY_TABS });
  history.back();
  expect(address.view.value.cart).toBe("aaaaaaaa");
});

test("the wall is left for the list, whatever was clicked on it", () => {
  const { address, search } = visit("");
  address.go({ wall: true });
  address.go({ query: BY_TABS });
  address.leave({ wall: false });
  expect(search()).toBe("?sort=-tabs");
});

test("a page that was opened with a cart can be left too", () => {
  const { address, search } = visit("?cart=aaaaaaaa");
  address.leave({ cart: undefined });
  expect(search()).toBe("");
});

test("while names are hidden the address has none, and Back and a link know the cart", () => {
  const hidden = signal(false);
  const { address, search } = visit("?stage=cart", hidden);
  address.go({ cart: "aaaaaaaa" });
  expect(search()).toBe("?stage=cart&cart=aaaaaaaa");
  hidden.value = true;
  expect(search()).toBe("?stage=cart");
  expect(address.view.value.cart).toBe("aaaaaaaa");
  expect(address.link).toBe("https://shop/admin?stage=cart&cart=aaaaaaaa");
  address.go({ query: BY_TABS });
  history.back();
  expect(address.view.value.cart).toBe("aaaaaaaa");
  expect(search()).toBe("?stage=cart");
  address.leave({ cart: undefined });
  expect(address.view.value.cart).toBeUndefined();
  hidden.value = false;
  address.go({ cart: "bbbbbbbb" });
  expect(search()).toBe("?stage=cart&cart=bbbbbbbb");
});

test("a cart that was open behind hidden names is open after a reload", () => {
  const hidden = signal(true);
  const { address } = visit("", hidden);
  address.go({ cart: "aaaaaaaa" });
  expect(new Address(hidden).view.value.cart).toBe("aaaaaaaa");
});
