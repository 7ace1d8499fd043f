// The line to the shop: one socket, and which of its topics are joined. It
// mends itself; phoenix also takes it down when the page is put aside (Back)
// and up again when the page returns.
import { type Channel, Socket } from "phoenix";
import { Backoff, span } from "./backoff";
import { fields, text } from "./json";

const HEARTBEAT = 15_000;
/** The span of the first try to join again, one second and more. */
const REJOIN = 3;
/** Refusals that no second try can change. */
const FINAL = ["unknown_cart", "unknown_product", "unmatched topic", "too many channels joined"];

export interface Seat {
  /** Called at each join with what the server says then. */
  joined(reply: unknown): void;
  /** Called at each refusal; some are final, the others are tried again. */
  refused?(reason: string): void;
}

export interface Watcher {
  lost(): void;
  /** Every topic has its answer again; whole if none was refused. */
  back(whole: boolean): void;
}

export class Wire {
  readonly #socket: Socket;
  readonly #watcher: Watcher;
  readonly #topics = new Map<string, "missing" | "joined" | "refused">();

  constructor(watcher: Watcher) {
    const backoff = new Backoff();
    this.#watcher = watcher;
    this.#socket = new Socket("/product_socket", {
      heartbeatIntervalMs: HEARTBEAT,
      reconnectAfterMs: () => backoff.wait(performance.now()),
      rejoinAfterMs: (tries) => (span(tries + REJOIN) * (1 + Math.random())) / 2,
    });
    this.#socket.onOpen(() => backoff.opened(performance.now()));
  }

  connect(): void {
    this.#socket.connect();
  }

  /** Drops what is left of the connection and makes a new one at once. */
  retry(): void {
    this.#socket.disconnect(() => this.#socket.connect());
  }

  isConnected(): boolean {
    return this.#socket.isConnected();
  }

  join(topic: string, params: () => object, seat: Seat): Channel {
    const channel = this.#socket.channel(topic, params);
    this.#topics.set(topic, "missing");
    channel.onError(() => this.#lost(topic));
    channel
      .join()
      .receive("ok", (reply) => {
        seat.joined(reply);
        this.#settle(topic, "joined");
      })
      .receive("error", (reply) => this.#refused(topic, channel, seat, reply));
    return channel;
  }

  #refused(topic: string, channel: Channel, seat: Seat, reply: unknown): void {
    const reason = text(fields(reply)?.["reason"]);
    if (FINAL.includes(reason)) {
      channel.leave();
    }
    seat.refused?.(reason);
    this.#settle(topic, "refused");
  }

  #lost(topic: string): void {
    this.#topics.set(topic, "missing");
    this.#watcher.lost();
  }

  #settle(topic: string, state: "joined" | "refused"): void {
    this.#topics.set(topic, state);
    const states = [...this.#topics.values()];
    if (!states.includes("missing")) {
      this.#watcher.back(!states.includes("refused"));
    }
  }
}
