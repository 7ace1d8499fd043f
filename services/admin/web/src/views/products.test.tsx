import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { demandOf } from "../catalogue";
import { ProductPanel } from "./products";

const product = {
  id: 1,
  name: "Alba <b>Trail</b>",
  brand: "Corvane",
  color: "Chalk",
  priceUsd: 1200,
  released: true,
  items: [
    { id: 5, size: "6" },
    { id: 6, size: "6.5" },
  ],
};
const stock = new Map([
  [5, 0],
  [6, 4],
]);

test("every item has its count, zero too, beside its stock", () => {
  const html = renderToString(
    <ProductPanel of={demandOf(product, stock, new Map([[6, 37]]))} known />,
  );
  expect(html).toMatch(/id="admin-item-cart-count-5"><span[^>]*>0</);
  expect(html).toMatch(/id="admin-item-cart-count-6"><span[^>]*>37</);
  expect(html).toMatch(/>All<.*>37<.*>4<\/span><\/td><\/tr><\/tfoot>/);
  expect(html).toContain("sold out");
  expect(html).toContain("fewer than 37 carts would take");
  expect(html).not.toContain("<b>");
});

test("before the first state nothing is claimed to be zero", () => {
  const html = renderToString(
    <ProductPanel of={demandOf(product, stock, new Map())} known={false} />,
  );
  expect(html).toMatch(/id="admin-item-cart-count-5">–</);
});
