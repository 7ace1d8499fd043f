import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { clockTime } from "../line/clock";
import type { State } from "../line/connection";
import type { Live } from "../line/live";
import { NOTHING } from "../told/picture";
import { statsOf } from "../told/stats";
import { AsOf, pastSince } from "./asof";

const T = Date.UTC(2026, 10, 24, 10, 42, 7);
const ago = (s: number) => new Date(T - 1_000 * s).toISOString();

function live(told: object, state: State = { kind: "live" }, calm = false): Live {
  const stats = statsOf({ ready: true, ...told });
  const board = {
    shown: signal({ ...NOTHING, at: T, stats }),
    pausedAt: signal(undefined),
    calm: signal(calm),
  };
  return { state: signal(state), board } as unknown as Live;
}

test("only what is made of stock or sales dates from when those were last known", () => {
  const aged = live({ shop_stale_since: ago(30), sales_stale_since: ago(9) });
  expect(pastSince(aged)).toBeUndefined();
  expect(pastSince(aged, "sales")).toBe(T - 9_000);
  expect(pastSince(aged, "shop")).toBe(T - 30_000);
  const delayed: State = { kind: "delayed", asOf: T - 20_000, by: "server" };
  expect(pastSince(live({ sales_stale_since: ago(9) }, delayed), "sales")).toBe(T - 20_000);
});

test("it says as of when figures are past, and more calmly when the reader wants it so", () => {
  const html = (one: Live) => renderToString(<AsOf live={one} from={["shop"]} />);
  expect(html(live({}))).toBe("");
  expect(html(live({ shop_stale_since: ago(30) }))).toContain(`as of ${clockTime(T - 30_000)}`);
  expect(html(live({}, { kind: "live" }, true))).toMatch(
    new RegExp(`as-of--calm">as of ${clockTime(T)}`),
  );
});
