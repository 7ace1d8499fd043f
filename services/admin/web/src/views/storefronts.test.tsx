import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { StorefrontTable } from "./storefronts";

const html = renderToString(
  <StorefrontTable
    storefronts={[
      { id: "a1", carts: 900, tabs: 1200, silence: 640 },
      { id: "<b2>", carts: 0, tabs: 0, silence: 4_200 },
    ]}
    lost={[{ id: "c3", carts: 7, at: Date.UTC(2026, 10, 24, 10, 42, 7) }]}
    show={() => undefined}
  />,
);

test("every storefront stands with its tabs, and only a silent one with a word", () => {
  expect(html).toMatch(
    />a1<\/code><\/button><\/th><td><span[^>]*>900<\/span><\/td><td><span[^>]*>1,200</,
  );
  expect(html).toContain("silent for 4 s");
  expect(html.match(/silent/g)).toHaveLength(1);
});

test("one that was lost stays named, with what it took along", () => {
  expect(html).toMatch(/c3.*lost at \d\d:\d\d:\d\d with 7 carts/);
});

test("an id is text, and nothing is styled or scripted inline", () => {
  expect(html).not.toMatch(/<b2>| style=| on[a-z]+=/);
});
