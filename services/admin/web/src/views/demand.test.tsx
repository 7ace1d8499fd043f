import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { productsOf } from "../told/catalogue";
import { Matrix } from "./demand";

const products =
  productsOf([
    {
      id: 1,
      name: "Alba <b>Trail</b>",
      released: true,
      items: [
        { id: 5, size: "6" },
        { id: 6, size: "6.5" },
        { id: 7, size: "10" },
      ],
    },
  ]) ?? [];
const stock = new Map([
  [5, 0],
  [6, 4],
  [7, 40],
]);
const html = (demand: ReadonlyMap<number, number> | undefined) =>
  renderToString(
    <Matrix
      shop={{ products, stock }}
      demand={demand}
      show={() => undefined}
      operate={() => null}
    />,
  );

test("every item has its count, zero too, beside its stock", () => {
  const shown = html(new Map([[6, 37]]));
  expect(shown).toMatch(/id="admin-item-cart-count-5"><span[^>]*>0</);
  expect(shown).toMatch(/id="admin-item-cart-count-6"><span[^>]*>37</);
  expect(shown).toContain("sold out");
  expect(shown).toContain("37 carts, 4 left: show the carts");
  expect(shown).not.toContain("<b>");
});

test("sizes stand in their order, and only what carts hold can be opened", () => {
  const shown = html(new Map([[6, 1]]));
  expect(shown).toMatch(/>6<\/th>.*>6.5<\/th>.*>10<\/th>/);
  expect(shown.match(/<button/g)).toHaveLength(1);
});

test("more carts than pairs looks different from fewer, and from none left", () => {
  const classes = (carts: number, item: number) =>
    html(new Map([[item, carts]])).match(/sizes__cell (\w+)/)?.[1];
  expect([classes(5, 6), classes(3, 6), classes(1, 5)]).toEqual(["short", "wanted", "over"]);
});

test("before the first state nothing is claimed to be zero", () => {
  expect(html(undefined)).toMatch(/id="admin-item-cart-count-5">–</);
});
