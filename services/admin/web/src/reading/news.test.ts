import { expect, test } from "vitest";
import type { Alert } from "./attention";
import { News } from "./news";

const alerts = (...ids: string[]): Alert[] =>
  ids.map((id) => ({ id, tone: "warn", title: id, detail: "" }));

test("who sees the page is told nothing, and of what stood there nothing later", () => {
  const news = new News();
  expect(news.of(alerts("a", "b"), true)).toEqual([]);
  expect(news.of(alerts("a", "b"), false)).toEqual([]);
  expect(news.of(alerts("a", "c"), false)).toEqual(alerts("c"));
});

test("an alert that comes and goes is told once until the page is seen", () => {
  const news = new News();
  expect(news.of(alerts("a"), false)).toEqual(alerts("a"));
  expect(news.of([], false)).toEqual([]);
  expect(news.of(alerts("a"), false)).toEqual([]);
  news.of([], true);
  expect(news.of(alerts("a"), false)).toEqual(alerts("a"));
});
