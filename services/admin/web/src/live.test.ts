import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Live } from "./live";
import { FakeSocket, server } from "./server.fake";

const T = Date.UTC(2026, 10, 24, 10, 0, 0);

let answers: () => Response;
let asked = 0;

const token = (name: string, life = 86_400_000) =>
  Response.json({ token: name, expires_at: new Date(Date.now() + life).toISOString() });

beforeEach(() => {
  vi.useFakeTimers({ now: T });
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("location", { protocol: "http:", host: "shop.test" });
  vi.stubGlobal("fetch", async () => answers());
  Object.assign(server, { down: false, silent: false, last: undefined, tokens: [] });
  server.carts = { "7f3a": { metas: [{ phx_ref: "1.1", page: "/", items: [14] }] } };
  asked = 0;
  answers = () => token(`t${++asked}`);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

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
  expect(live.figures.value).toMatchObject({ carts: 1, tabs: 1, filled: 1 });
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
  expect(live.figures.value.carts).toBe(1);

  server.down = false;
  server.carts = {};
  await vi.advanceTimersByTimeAsync(8_000);
  expect(live.state.value.kind).toBe("live");
  expect(live.figures.value.carts).toBe(0);
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

test("paused figures stand still and catch up at once", async () => {
  const live = await liveOne();
  live.pause();
  server.last?.push([
    null,
    null,
    "admin:cart_tracker",
    "presence_diff",
    { joins: { b: { metas: [{ phx_ref: "2.1", page: null, items: [] }] } }, leaves: {} },
  ]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(live.figures.value.carts).toBe(1);
  live.resume();
  expect(live.figures.value.carts).toBe(2);
});

test("the server's word sets the clock, the storefronts and the delay", async () => {
  const live = await liveOne();
  const status = {
    synced: true,
    stale_since: new Date(T + 3_600_000).toISOString(),
    nodes: [{ id: "web-1", carts: 3, heard_ms: 9000 }],
    server_time: new Date(T + 3_609_000).toISOString(),
  };
  server.last?.push([null, null, "admin:cart_tracker", "presence_status", status]);
  expect(live.clock.now()).toBe(T + 3_609_000);
  expect(live.storefronts.value).toEqual([{ id: "web-1", carts: 3 }]);
  expect(live.state.value).toEqual({ kind: "delayed", asOf: T + 3_600_000, by: "server" });
});
