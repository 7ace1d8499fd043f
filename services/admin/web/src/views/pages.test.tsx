import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { PageTable } from "./pages";

const html = (...pages: (string | null)[]) =>
  renderToString(
    <PageTable
      pages={pages.map((page) => ({ page, tabs: 2 }))}
      others={{ pages: 0, tabs: 0 }}
      tabs={2 * pages.length}
      show={() => undefined}
    />,
  );

test("markup in a page's name is shown as text", () => {
  const shown = html('<img id=pwn src=x onerror="alert(1)">', "</table><script>alert(1)</script>");
  expect(shown).not.toMatch(/<img|<script/);
  expect(shown).toContain("&lt;img id=pwn");
});

test("a missing page is named in words, and nothing stands between the rows", () => {
  const shown = html("/", null);
  expect(shown).toContain("<em>Other</em>");
  expect(shown).not.toContain("null");
  expect(shown).toContain("</tr><tr>");
});

test("nothing is styled or scripted inline", () => {
  expect(html("/", "/checkout")).not.toMatch(/ style=| on[a-z]+=/);
});
