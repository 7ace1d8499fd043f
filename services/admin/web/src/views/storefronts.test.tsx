import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { StorefrontTable } from "./storefronts";

const html = renderToString(
  <StorefrontTable
    storefronts={[
      { id: "a1", tabs: 1200, silence: 640 },
      { id: "<b2>", tabs: 0, silence: 4_200 },
    ]}
  />,
);

test("every storefront stands with its tabs, and only a silent one with a word", () => {
  expect(html).toMatch(/>a1<\/code><\/th><td><span[^>]*>1,200</);
  expect(html).toContain("silent for 4 s");
  expect(html.match(/silent/g)).toHaveLength(1);
});

test("an id is text, and nothing is styled or scripted inline", () => {
  expect(html).not.toMatch(/<b2>| style=| on[a-z]+=/);
});
