import { expect, test } from "vitest";
import table from "../testdata/blocked.json";
import { blockedBy, type Cart, cartOf, holds, stateOf, subtotal, without } from "./cart";
import { cart } from "./cart.fake";

const sold = cartOf(cart(7, [1, 2, 14], [2])) as Cart;

test.each(table)(
  "$name: the script says of it what the server says",
  ({ items, states, blocked }) => {
    const read = cartOf({ version: 1, items: items.map((item, id) => ({ id, ...item })) });
    expect(read?.items.map(stateOf)).toEqual(states);
    expect(blockedBy(read?.items ?? [])).toBe(blocked);
  },
);

test("a payload becomes a cart", () => {
  expect(sold).toMatchObject({ version: 7, serialized: "token-7" });
  expect(sold.items[1]).toEqual({
    id: 2,
    name: "Tideline",
    brand: "Marram",
    size: "6.5",
    image: "/pictures/FF-1000.svg",
    price: 120,
    released: true,
    outOfStock: true,
    others: [{ id: 40, name: "Scree Mid", price: 140 }],
  });
});

test("what is sold out is not counted, what is to come is", () => {
  expect(subtotal(sold.items)).toBe(120 + 95);
});

test.each([undefined, null, "cart", [], {}, { items: [] }, { version: "3", items: [] }])(
  "%j is no cart",
  (payload) => {
    expect(cartOf(payload)).toBeUndefined();
  },
);

test("an item without an id is left out, one with less is shown as far as it goes", () => {
  const read = cartOf({ version: 1, items: [null, {}, { id: "1" }, { id: 3 }] });
  expect(read?.items).toMatchObject([{ id: 3, name: "", price: 0, released: false }]);
});

test("an item can be taken out", () => {
  expect(holds(sold, 2)).toBe(true);
  expect(holds(without(sold, 2), 2)).toBe(false);
  expect(holds(undefined, 2)).toBe(false);
});
