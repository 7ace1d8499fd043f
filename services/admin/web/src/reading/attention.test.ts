import { expect, test } from "vitest";
import { productsOf } from "../told/catalogue";
import { MINUTE, pointsOf } from "../told/history";
import { NOTHING, type Shown } from "../told/picture";
import { statsOf } from "../told/stats";
import { alertsOf } from "./attention";
import { USUAL } from "./thresholds";

const T = Date.UTC(2026, 10, 24, 10, 0, 0);
const products =
  productsOf([
    { id: 1, name: "Alba", released: true, items: [14, 15].map((id) => ({ id, size: `${id}` })) },
    { id: 2, name: "Bora", released: false, items: [{ id: 20, size: "6" }] },
  ]) ?? [];
const shop = {
  products,
  stock: new Map([
    [14, 4],
    [15, 0],
    [20, 0],
  ]),
};
const none = { slow: 0, idle: 0 };
const shown = (stats: object, more: Partial<Shown> = {}): Shown => ({
  ...NOTHING,
  shop,
  stats: statsOf({ ready: true, ...stats }),
  ...more,
});
const ids = (shown: Shown, found: typeof none, limits = USUAL) =>
  alertsOf(shown, found, limits, T).map(({ id }) => id);

test("a calm shop needs nobody", () => {
  expect(ids(shown({ demand: { 14: 4 } }), none)).toEqual([]);
  expect(ids(NOTHING, none)).toEqual([]);
});

test("sizes that more carts want than are left are named, each with its carts", () => {
  const alerts = alertsOf(shown({ demand: { 14: 5, 15: 1, 20: 9 } }), none, USUAL, T);
  expect(alerts.map(({ title, tone }) => [title, tone])).toEqual([
    ["Alba 15: sold out", "bad"],
    ["Alba 14: 4 left", "warn"],
  ]);
  expect(alerts.map(({ query }) => query?.filter)).toEqual([{ item: 15 }, { item: 14 }]);
});

test("a fall of a fifth within two minutes is told, a smaller one is not", () => {
  const minute = (back: number, carts: number) => ({
    at: new Date(T - back * MINUTE).toISOString(),
    carts,
  });
  const history = pointsOf([minute(2, 100), minute(1, 100), minute(0, 100)]);
  expect(ids(shown({ carts: 80 }, { history }), none)).toEqual(["fall"]);
  expect(ids(shown({ carts: 81 }, { history }), none)).toEqual([]);
});

test("the limits are the reader's", () => {
  const limits = { ...USUAL, pressure: 0.5, checkout: 90, value: 1_000, fall: 50 };
  expect(ids(shown({ demand: { 14: 3 } }), none, limits)).toEqual(["short-14-false"]);
  expect(ids(shown({ demand: { 14: 2 } }), none, limits)).toEqual([]);
  const [slow, idle] = alertsOf(shown({}), { slow: 1, idle: 1 }, limits, T);
  expect(slow?.title).toContain("1 h 30 min");
  expect(idle?.title).toContain("$1,000");
  expect(idle?.query?.filter).toEqual({ minValue: 1_000, stay: 10 });
  expect(slow?.query?.filter).toEqual({ stage: "checkout", stay: 90 });
});

test("silent and lost storefronts come first, then carts that stand", () => {
  const stats = { nodes: [{ id: "a", carts: 3, heard_ms: 4_000 }] };
  const lost = [{ id: "b", carts: 2, at: T }];
  expect(ids(shown(stats, { lost }), { slow: 2, idle: 50 })).toEqual([
    "silent-a",
    "lost-b",
    "slow",
    "idle",
  ]);
  const idle = alertsOf(shown({}), { slow: 0, idle: 1_250 }, USUAL, T)[0];
  expect(idle?.title).toMatch(/^1,250 worth/);
});
