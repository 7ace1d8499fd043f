// A server for tests, behind a stand-in for the browser's WebSocket.

const REPORT = 5_000;

export interface FakeRow {
  readonly handle: string;
  readonly stage?: string;
  readonly items?: readonly number[];
}

function whole() {
  return {
    /** No connection is accepted. */
    down: false,
    /** Frames arrive and nothing is answered or said. */
    silent: false,
    /** Heartbeats are answered, but it does not report on itself. */
    mute: false,
    role: "viewer",
    catalogue: [
      { id: 2, name: "Alba", price_usd: 120, released: false, items: [{ id: 14, size: "6" }] },
    ],
    stock: { 14: 4 } as object,
    history: [] as object[],
    stats: {
      ready: true,
      stale_since: null,
      carts: 1,
      tabs: 1,
      stages: { browsing: 0, cart: 1, checkout: 0 },
      nodes: [{ id: "a1", carts: 1, tabs: 1, heard_ms: 9 }],
    } as object,
    rows: [{ handle: "7f3a9c2100000000", stage: "cart", items: [14] }] as FakeRow[],
    /** What release and restock are refused with. */
    refuses: undefined as string | undefined,
    /** Every event but heartbeats and joins. */
    asked: [] as { event: string; payload: Record<string, unknown> }[],
    /** Runs ahead of the browser's clock by so much. */
    ahead: 0,
    /** The token of every attempt to connect. */
    tokens: [] as string[],
    joined: [] as string[],
    last: undefined as FakeSocket | undefined,
  };
}

/** The far end: answers joins, heartbeats and requests, and reports, until told otherwise. */
export const server = whole();

export function reset(): void {
  Object.assign(server, whole());
}

/** Sends an event to the page, as the server does by itself. */
export function push(event: string, payload: object, topic = "admin:dashboard"): void {
  server.last?.push([null, null, topic, event, payload]);
}

/** The rows that a request asks for. */
export function windowFor(request: Record<string, unknown>): object {
  const { id, offset = 0, limit = 1 } = request as { id: number; offset?: number; limit?: number };
  const { rows } = server;
  return { id, offset, total: rows.length, sums: {}, rows: rows.slice(offset, offset + limit) };
}

function stats(): object {
  return { at: new Date(Date.now() + server.ahead).toISOString(), ...server.stats };
}

export class FakeSocket {
  static readonly CONNECTING = 0;
  readyState = 0;
  bufferedAmount = 0;
  binaryType = "";
  onopen: (() => void) | undefined;
  onclose: ((event: object) => void) | undefined;
  onerror: ((event: object) => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  #reports: ReturnType<typeof setInterval> | undefined;

  constructor(_url: string, protocols: string[]) {
    server.tokens.push(atob(protocols[1]?.replace("base64url.bearer.phx.", "") ?? ""));
    server.last = this;
    setTimeout(() => (server.down ? this.fail() : this.#open()), 1);
  }

  #open(): void {
    this.readyState = 1;
    this.#reports = setInterval(() => this.#report(), REPORT);
    this.onopen?.();
  }

  #report(): void {
    if (!server.silent && !server.mute) {
      push("stats", stats());
    }
  }

  fail(): void {
    this.#end();
    this.onerror?.({});
    this.onclose?.({ code: 1006 });
  }

  close(): void {
    this.#end();
    setTimeout(() => this.onclose?.({ code: 1000 }), 1);
  }

  #end(): void {
    this.readyState = 3;
    clearInterval(this.#reports);
  }

  send(frame: string): void {
    if (!server.silent) {
      setTimeout(() => this.#answer(...(JSON.parse(frame) as Parameters<typeof this.answers>)), 1);
    }
  }

  #answer(...frame: Parameters<typeof this.answers>): void {
    const [joinRef, ref, topic] = frame;
    const refused = /^re(lease|stock)$/.test(frame[3]) && server.refuses;
    const [status, response] = refused
      ? ["error", { error: refused }]
      : ["ok", this.answers(...frame)];
    this.push([joinRef, ref, topic, "phx_reply", { status, response }]);
    if (frame[3] === "phx_join" && topic === "admin:cart_tracker") {
      this.push([joinRef, null, topic, "presence_state", {}]);
    }
  }

  answers(
    _joinRef: string,
    _ref: string,
    topic: string,
    event: string,
    payload: Record<string, unknown>,
  ): object {
    if (event === "phx_join") {
      server.joined.push(topic);
      const { role, catalogue, stock, history } = server;
      return { role, catalogue, stock, history, stats: stats() };
    }
    if (topic !== "admin:dashboard") {
      return {};
    }
    server.asked.push({ event, payload });
    return event === "window" ? windowFor(payload) : {};
  }

  push(frame: unknown[]): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}
