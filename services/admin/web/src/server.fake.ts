// A server for tests, behind a stand-in for the browser's WebSocket.

const REPORT = 5_000;

function whole() {
  return {
    /** No connection is accepted. */
    down: false,
    /** Frames arrive and nothing is answered or said. */
    silent: false,
    /** Heartbeats are answered, but it does not report on itself. */
    mute: false,
    /** Undefined while the server does not know them. */
    carts: { "7f3a": { metas: [{ phx_ref: "1.1", page: "/", items: [14] }] } } as
      | object
      | undefined,
    catalogue: [{ id: 2, name: "Alba", released: false, items: [{ id: 14, size: "6" }] }],
    stock: { 14: 4 },
    stats: {
      ready: true,
      stale_since: null,
      nodes: [{ id: "a1", tabs: 1, heard_ms: 9 }],
    } as object,
    /** Runs ahead of the browser's clock by so much. */
    ahead: 0,
    /** The token of every attempt to connect. */
    tokens: [] as string[],
    last: undefined as FakeSocket | undefined,
  };
}

/** The far end: answers joins and heartbeats, and reports, until told otherwise. */
export const server = whole();

export function reset(): void {
  Object.assign(server, whole());
}

/** Sends an event to the page, as the server does by itself. */
export function push(topic: string, event: string, payload: object): void {
  server.last?.push([null, null, topic, event, payload]);
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
      push("admin:dashboard", "stats", stats());
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
    const [joinRef, ref, topic, event] = JSON.parse(frame) as string[];
    if (!server.silent) {
      setTimeout(() => this.#answer(joinRef, ref, topic, event), 1);
    }
  }

  #answer(...[joinRef, ref, topic, event]: (string | undefined)[]): void {
    const joins = event === "phx_join" ? topic : undefined;
    const { catalogue, stock } = server;
    const response = joins === "admin:dashboard" ? { catalogue, stock, stats: stats() } : {};
    this.push([joinRef, ref, topic, "phx_reply", { status: "ok", response }]);
    if (joins === "admin:cart_tracker" && server.carts) {
      this.push([joinRef, null, topic, "presence_state", server.carts]);
    }
  }

  push(frame: unknown[]): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}
