// A shop for tests, behind a stand-in for the browser's WebSocket: answers
// joins, heartbeats and the events of a cart until told otherwise.

type Reply = readonly ["ok" | "error", object];

export interface Join {
  readonly topic: string;
  readonly params: { readonly [name: string]: unknown };
}

const NOTHING = { items: [] as object[], serialized: "token-1", version: 1 };

function whole() {
  return {
    /** No connection is accepted. */
    down: false,
    /** Frames arrive and none is answered. */
    silent: false,
    /** The topics that get no answer. */
    mute: new Set<string>(),
    /** How long an answer takes, in milliseconds. */
    delay: 1,
    joins: [] as Join[],
    events: [] as (readonly [event: string, payload: unknown])[],
    /** The reason why a topic is refused. */
    refusals: new Map<string, string>(),
    /** The reply to a join of product:<id>. */
    shelves: new Map<string, object>(),
    /** Pushed after each join of the cart. */
    cart: NOTHING as object,
    /** The reply to add_item and remove_item. */
    answer: (_event: string, _id: number): Reply => ["ok", NOTHING],
    sockets: [] as FakeSocket[],
  };
}

export const server = whole();

export function reset(): void {
  Object.assign(server, whole());
}

/** Sends an event to the page, as the server does by itself. */
export function push(topic: string, event: string, payload: object): void {
  server.sockets.at(-1)?.push([null, null, topic, event, payload]);
}

/** The server goes away without a word. */
export function drop(): void {
  server.sockets.at(-1)?.fail();
}

type Frame = [joinRef: string, ref: string, topic: string, event: string, payload: unknown];

export class FakeSocket {
  readyState = 0;
  bufferedAmount = 0;
  binaryType = "";
  onopen: (() => void) | undefined;
  onclose: ((event: object) => void) | undefined;
  onerror: ((event: object) => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;

  constructor() {
    server.sockets.push(this);
    setTimeout(() => (server.down ? this.fail() : this.open()), 1);
  }

  open(): void {
    if (this.readyState === 0) {
      this.readyState = 1;
      this.onopen?.();
    }
  }

  fail(): void {
    this.readyState = 3;
    this.onerror?.({});
    this.onclose?.({ code: 1006 });
  }

  close(): void {
    this.readyState = 3;
    setTimeout(() => this.onclose?.({ code: 1000 }), 1);
  }

  push(frame: unknown[]): void {
    if (this.readyState === 1) {
      this.onmessage?.({ data: JSON.stringify(frame) });
    }
  }

  send(data: string): void {
    const [joinRef, ref, topic, event, payload] = JSON.parse(data) as Frame;
    if (event === "phx_join") {
      server.joins.push({ topic, params: payload as Join["params"] });
    } else if (event.endsWith("_item")) {
      server.events.push([event, payload]);
    }
    if (!server.silent && !server.mute.has(topic)) {
      setTimeout(() => this.#reply(joinRef, ref, topic, event, payload), server.delay);
    }
  }

  #reply(...[joinRef, ref, topic, event, payload]: Frame): void {
    const [status, response] = answerTo(topic, event, payload);
    this.push([joinRef, ref, topic, "phx_reply", { status, response }]);
    if (event === "phx_join" && status === "ok" && topic.startsWith("cart:")) {
      this.push([joinRef, null, topic, "cart", server.cart]);
    }
  }
}

function answerTo(topic: string, event: string, payload: unknown): Reply {
  if (event.endsWith("_item")) {
    return server.answer(event, (payload as { item_id: number }).item_id);
  }
  const reason = server.refusals.get(topic);
  if (event !== "phx_join") {
    return ["ok", {}];
  }
  return reason ? ["error", { reason }] : ["ok", server.shelves.get(topic) ?? {}];
}
