import { expect, test } from "vitest";
import { EVERYTHING, parts, requestOf, sameQuery, sortedBy, without } from "./query";

test("only what is set is asked for", () => {
  expect(requestOf(3, EVERYTHING, 0, 80, 0)).toEqual({
    id: 3,
    sort: "since",
    desc: true,
    offset: 0,
    limit: 80,
    filter: {},
  });
  const filter = {
    stage: "cart",
    page: "",
    item: 14,
    text: "al",
    minValue: 0,
    soldOut: true,
  } as const;
  expect(requestOf(4, { filter, sort: "tabs", desc: false }, 40, 10, 0)).toMatchObject({
    filter: { stage: "cart", page: "", item: 14, text: "al", min_value: 0, sold_out: true },
  });
});

test("an age is asked for as a moment, the same for all who ask within ten seconds", () => {
  const at = (seconds: number) =>
    requestOf(
      1,
      { ...EVERYTHING, filter: { age: 30, stay: 5 } },
      0,
      1,
      Date.UTC(2026, 10, 24, 12, 0, seconds),
    );
  expect(at(1)).toMatchObject({
    filter: { since: "2026-11-24T11:30:00.000Z", page_since: "2026-11-24T11:55:00.000Z" },
  });
  expect(at(9)).toEqual(at(1));
  expect(at(10)).toMatchObject({ filter: { page_since: "2026-11-24T11:55:10.000Z" } });
});

test("a text is cut to what the server takes, never within a character", () => {
  const query = { ...EVERYTHING, filter: { text: "é".repeat(200) } };
  expect(requestOf(1, query, 0, 1, 0)).toMatchObject({ filter: { text: "é".repeat(128) } });
});

test("numbers begin with the highest, names with the first, and a second click turns round", () => {
  const byValue = sortedBy(EVERYTHING, "value_usd");
  expect(byValue).toMatchObject({ sort: "value_usd", desc: true });
  expect(sortedBy(byValue, "value_usd").desc).toBe(false);
  expect(sortedBy(byValue, "page")).toMatchObject({ sort: "page", desc: false });
});

test("queries are the same where their filter and their order are", () => {
  const query = { ...EVERYTHING, filter: { stage: "cart", page: undefined } } as const;
  expect(sameQuery(query, { ...EVERYTHING, filter: { stage: "cart" } })).toBe(true);
  expect(sameQuery(query, EVERYTHING)).toBe(false);
  expect(sameQuery(query, { ...query, desc: false })).toBe(false);
});

test("a filter loses one part at a time", () => {
  const filter = { stage: "cart", item: 14 } as const;
  expect(parts(without(filter, "item"))).toEqual(["stage"]);
});
