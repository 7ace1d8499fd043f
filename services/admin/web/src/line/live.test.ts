import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSocket, push, reset, server, windowFor } from "../server.fake";
import { Live } from "./live";

const T = Date.UTC(2026, 10, 24, 10, 0, 0);

let answers: () => Response;
let asked = 0;
/** What the browser says of the page's tab, and tells when it changes. */
let tab: { visibilityState: string; addEventListener: (type: string, tell: () => void) => void };
let tellVisibility: (() => void)[] = [];

function visible(state: "visible" | "hidden"): void {
  tab.visibilityState = state;
  for (const tell of tellVisibility) {
    tell();
  }
}

const token = (name: string, life = 86_400_000) =>
  Response.json({ token: name, expires_at: new Date(Date.now() + life).toISOString() });

beforeEach(() => {
  vi.useFakeTimers({ now: T });
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("location", { protocol: "http:", host: "shop.test" });
  tellVisibility = [];
  tab = {
    visibilityState: "visible",
    addEventListener: (_, tell) => tellVisibility.push(tell),
  };
  vi.stubGlobal("document", tab);
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("fetch", async () => answers());
  reset();
  asked = 0;
  answers = () => token(`t${++asked}`);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The totals as shown; undefined where none are. */
const figures = (live: Live) => live.board.shown.value.stats;
const leftOf = (live: Live, item: number) => live.board.shown.value.shop?.stock.get(item);

async function liveOne(): Promise<Live> {
  const live = new Live();
  void live.start();
  await vi.advanceTimersByTimeAsync(500);
  return live;
}

test("it fetches a token, connects with it and shows the carts", async () => {
  const live = await liveOne();
  expect(server.tokens).toEqual(["t1"]);
  expect(live.state.value.kind).toBe("live");
  expect(figures(live)).toMatchObject({ carts: 1, tabs: 1 });
});

test("a lost line keeps the figures, says since when, and mends itself with a new token", async () => {
  const live = await liveOne();
  server.down = true;
  server.last?.fail();
  const at = live.clock.now();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(live.state.value.kind).toBe("reconnecting");
  await vi.advanceTimersByTimeAsync(8_000);
  expect(live.state.value).toMatchObject({ kind: "disconnected", asOf: at });
  expect(figures(live)?.carts).toBe(1);

  server.down = false;
  server.stats = { ...server.stats, carts: 0 };
  await vi.advanceTimersByTimeAsync(8_000);
  expect(live.state.value.kind).toBe("live");
  expect(figures(live)?.carts).toBe(0);
  expect(server.tokens.at(-1)).not.toBe("t1");
});

test("retrying by hand does not wait for the next attempt", async () => {
  const live = await liveOne();
  server.down = true;
  server.last?.fail();
  await vi.advanceTimersByTimeAsync(30_000);
  server.down = false;
  void live.retry();
  await vi.advanceTimersByTimeAsync(400);
  expect(live.state.value.kind).toBe("live");
});

test("a refused token means signed out, and no more attempts", async () => {
  const live = await liveOne();
  answers = () => new Response(null, { status: 401 });
  server.down = true;
  server.last?.fail();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(live.state.value.kind).toBe("signed_out");
  const attempts = server.tokens.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.tokens).toHaveLength(attempts);
});

test("nobody signed in: it never connects", async () => {
  answers = () => new Response(null, { status: 401 });
  const live = await liveOne();
  expect(live.state.value).toEqual({ kind: "signed_out", asOf: undefined });
  expect(server.tokens).toEqual([]);
});

test("a token that cannot be had is no sign-out: it goes on trying", async () => {
  answers = () => new Response(null, { status: 503 });
  const live = await liveOne();
  server.down = true;
  server.last?.fail();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(live.state.value.kind).toBe("disconnected");
});

test("the token is renewed before it ends", async () => {
  answers = () => token(`t${++asked}`, 3_600_000);
  await liveOne();
  await vi.advanceTimersByTimeAsync(2_690_000);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(2);
});

test("a server that falls silent is delayed, then disconnected", async () => {
  const live = await liveOne();
  server.silent = true;
  await vi.advanceTimersByTimeAsync(17_000);
  expect(live.state.value.kind).toBe("delayed");
  await vi.advanceTimersByTimeAsync(15_000);
  expect(live.state.value.kind).toBe("disconnected");
});

test("a server that answers but no longer reports is delayed", async () => {
  const live = await liveOne();
  server.mute = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(live.state.value).toMatchObject({ kind: "delayed", by: "line" });
  server.mute = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(live.state.value.kind).toBe("live");
});

test("without a storefront it waits, and shows no zero", async () => {
  const known = server.stats;
  server.stats = { ready: false, stale_since: null, carts: 0, nodes: [] };
  const live = await liveOne();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(live.state.value).toMatchObject({ kind: "syncing", waitsFor: "storefronts" });
  expect(figures(live)).toBeUndefined();
  expect(leftOf(live, 14)).toBe(4);

  push("stats", known);
  await vi.advanceTimersByTimeAsync(300);
  expect(live.state.value.kind).toBe("live");
  expect(figures(live)?.carts).toBe(1);
});

test("a channel that crashes at the server is joined again", async () => {
  const live = await liveOne();
  push("phx_error", {});
  expect(live.state.value.kind).not.toBe("live");
  await vi.advanceTimersByTimeAsync(1_500);
  expect(live.state.value.kind).toBe("live");
  expect(server.tokens).toHaveLength(1);
});

test("presence is joined when somebody first asks for it, and not before", async () => {
  const live = await liveOne();
  expect(server.joined).toEqual(["admin:dashboard"]);
  expect(live.presence).toBe(live.presence);
  await vi.advanceTimersByTimeAsync(300);
  expect(server.joined).toEqual(["admin:dashboard", "admin:cart_tracker"]);
});

test("a sale, a release and a new catalogue are followed", async () => {
  const live = await liveOne();
  push("stock", { item_id: 14, available: 3 });
  push("released", { product_id: 2 });
  await vi.advanceTimersByTimeAsync(300);
  expect(leftOf(live, 14)).toBe(3);
  expect(live.board.shown.value.shop?.products).toMatchObject([{ id: 2, released: true }]);

  push("shop", { catalogue: [{ id: 3, items: [] }], stock: {} });
  await vi.advanceTimersByTimeAsync(300);
  expect(live.board.shown.value.shop?.products).toMatchObject([{ id: 3 }]);
});

test("after a loss the stock is as the server says at the new join", async () => {
  const live = await liveOne();
  server.stock = { 14: 1 };
  server.last?.fail();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(leftOf(live, 14)).toBe(1);
});

test("a paused board stands still and catches up at once", async () => {
  const live = await liveOne();
  live.board.pause(live.clock.now());
  push("stats", { ...server.stats, carts: 2 });
  push("stock", { item_id: 14, available: 0 });
  push("activity", { events: [{ at: new Date().toISOString(), handle: "b", kind: "joined" }] });
  await vi.advanceTimersByTimeAsync(4_000);
  expect(figures(live)?.carts).toBe(1);
  expect(leftOf(live, 14)).toBe(4);
  expect(live.board.waiting.value).toBe(1);
  live.board.resume();
  expect(figures(live)?.carts).toBe(2);
  expect(leftOf(live, 14)).toBe(0);
});

test("a calmer rate draws less often, and misses nothing", async () => {
  const live = await liveOne();
  live.board.pace("calm");
  push("stock", { item_id: 14, available: 3 });
  await vi.advanceTimersByTimeAsync(4_000);
  expect(leftOf(live, 14)).toBe(4);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(leftOf(live, 14)).toBe(3);
});

test("a calmer rate holds the list with the figures", async () => {
  const live = await liveOne();
  const carts = () => [figures(live)?.carts, live.carts.listing.value?.total];
  live.board.pace("calm");
  expect(live.board.stands).toBe(true);
  server.rows = [{ handle: "b" }, { handle: "c" }];
  server.stats = { ...server.stats, carts: 2 };
  push("stats", server.stats);
  const stands = server.asked.find(({ event }) => event === "window");
  push("rows", windowFor(stands?.payload ?? {}));
  await vi.advanceTimersByTimeAsync(4_000);
  expect(carts()).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(carts()).toEqual([2, 2]);
  live.board.pace("live");
  expect(live.board.stands).toBe(false);
});

test("a page that nobody sees draws nothing, and everything at once when somebody does", async () => {
  const live = await liveOne();
  visible("hidden");
  const now = live.now.value;
  push("stats", { ...server.stats, carts: 2 });
  await vi.advanceTimersByTimeAsync(40_000);
  expect(figures(live)?.carts).toBe(1);
  expect(live.now.value).toBe(now);
  server.stats = { ...server.stats, carts: 3 };
  await vi.advanceTimersByTimeAsync(5_000);
  visible("visible");
  expect(figures(live)?.carts).toBe(3);
  expect(live.now.value).toBe(live.clock.now());
  expect(live.state.value.kind).toBe("live");
});

test("history that a page knows is kept, whatever it is told at a new join", async () => {
  const point = (minute: number) => ({ at: new Date(T - minute * 60_000).toISOString(), carts: 7 });
  server.history = [point(3), point(1)];
  const live = await liveOne();
  const known = () => live.board.shown.value.history.map(({ at }) => (T - at) / 60_000);
  expect(known()).toEqual([3, 1]);
  server.history = [];
  server.last?.fail();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(known()).toEqual([3, 1]);
  push("history", { history: [point(2), point(1)] });
  await vi.advanceTimersByTimeAsync(300);
  expect(known()).toEqual([3, 2, 1]);
});

test("what the server does not know yet is unknown, not none", async () => {
  server.catalogue = null as never;
  server.stats = { ...server.stats, sold_10m: null, purchased_10m: null };
  const live = await liveOne();
  expect(live.board.shown.value.shop).toBeUndefined();
  expect(figures(live)).toMatchObject({ sold: undefined, pairs: undefined });
  push("shop", { catalogue: [{ id: 3, items: [] }], stock: {} });
  push("shop", { catalogue: null, stock: {} });
  push("stats", { ...server.stats, sold_10m: { 14: 9 } });
  await vi.advanceTimersByTimeAsync(300);
  expect(live.board.shown.value.shop?.products).toMatchObject([{ id: 3 }]);
  expect(figures(live)?.pairs).toEqual(new Map([[14, 9]]));
});

test("a computer that slept connects anew as soon as it is awake", async () => {
  const live = await liveOne();
  server.silent = true;
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(live.state.value).toMatchObject({ kind: "delayed", by: "line" });
  server.silent = false;
  await vi.advanceTimersByTimeAsync(5_500);
  expect(live.state.value.kind).toBe("live");
  expect(server.tokens).toHaveLength(2);
});

test("the list is asked for after every join, and follows what is pushed for it", async () => {
  const live = await liveOne();
  const windows = () => server.asked.filter(({ event }) => event === "window");
  expect(windows()).toHaveLength(1);
  expect(live.carts.listing.value?.slots.map(({ row }) => row.handle)).toEqual([
    "7f3a9c2100000000",
  ]);
  server.rows = [{ handle: "b" }, { handle: "c" }];
  push("rows", windowFor(windows()[0]?.payload ?? {}));
  await vi.advanceTimersByTimeAsync(300);
  expect(live.carts.listing.value?.total).toBe(2);
  server.asked = [];
  server.last?.fail();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(windows()[0]?.payload).toMatchObject({ sort: "since", offset: 0 });
});

test("a request that a cut swallowed does not keep the list waiting after the next join", async () => {
  const live = await liveOne();
  server.silent = true;
  live.carts.show({ ...live.carts.query, sort: "tabs" });
  await vi.advanceTimersByTimeAsync(10);
  server.last?.fail();
  server.silent = false;
  await vi.advanceTimersByTimeAsync(1_500);
  expect(live.state.value.kind).toBe("live");
  expect(server.asked.map(({ payload }) => payload["sort"])).toContain("tabs");
  expect(live.carts.refused.value).toBeUndefined();
});

test("what an operator asks for is done, or refused with a reason", async () => {
  server.role = "operator";
  const live = await liveOne();
  expect(live.operates.value).toBe(true);
  const asked = live.ask("release", { product_id: 2 });
  await vi.advanceTimersByTimeAsync(5);
  await expect(asked).resolves.toEqual({});
  server.refuses = "forbidden";
  const refused = expect(live.ask("restock", { item_id: 14, count: 1 })).rejects.toThrow(
    "forbidden",
  );
  await vi.advanceTimersByTimeAsync(5);
  await refused;
});

test("the server's word sets the clock, the storefronts and the delay", async () => {
  server.ahead = 3_600_000;
  const live = await liveOne();
  expect(live.clock.now()).toBe(Date.now() + 3_600_000);
  push("stats", {
    at: new Date(T + 3_609_000).toISOString(),
    ready: true,
    stale_since: new Date(T + 3_600_000).toISOString(),
    nodes: [{ id: "b2", carts: 2, tabs: 3, heard_ms: 9000 }],
  });
  await vi.advanceTimersByTimeAsync(250);
  expect(live.board.shown.value.stats?.storefronts).toEqual([
    { id: "b2", carts: 2, tabs: 3, silence: 9000 },
  ]);
  expect(live.state.value).toEqual({ kind: "delayed", asOf: T + 3_600_000, by: "server" });
});
