// The line to the server: one socket with the channels of the carts and of the
// dashboard, and what they tell. Made once; it mends itself.
import { signal } from "@preact/signals";
import { type Channel, Presence, Socket } from "phoenix";
import { Board } from "./board";
import { Clock } from "./clock";
import * as connection from "./connection";
import { fields } from "./json";
import { Roster } from "./roster";
import { Shelves } from "./shelves";
import { type Stats, type Storefront, statsOf } from "./stats";
import { Token } from "./token";

const HEARTBEAT = 10_000;
const TICK = 1_000;

export class Live {
  readonly clock = new Clock();
  readonly now = signal(this.clock.now());
  readonly state = signal<connection.State>(connection.stateOf(connection.begin(0), 0));
  readonly board: Board;
  readonly presence: Presence;
  readonly #token = new Token(() => this.#refused());
  readonly #socket: Socket;
  readonly #roster: Roster;
  readonly #shelves = new Shelves();
  #storefronts: readonly Storefront[] | undefined;
  #facts = connection.begin(this.clock.now());

  constructor() {
    this.#socket = new Socket("/admin_socket", {
      authToken: () => this.#token.value,
      heartbeatIntervalMs: HEARTBEAT,
      reconnectAfterMs: (tries) => this.#retryIn(tries),
    });
    this.#socket.onClose(() => this.#lost());
    this.#join(this.#channel("dashboard", "admin:dashboard"));
    const tracker = this.#channel("tracker", "admin:cart_tracker");
    this.presence = new Presence(tracker);
    this.#roster = new Roster(this.presence, () => this.#synced());
    tracker.join();
    this.board = new Board(() => ({
      figures: this.#facts.seen ? this.#roster.snapshot() : undefined,
      shop: this.#shelves.snapshot(),
      storefronts: this.#storefronts,
    }));
  }

  /** Connects, and goes on until the session ends. */
  async start(): Promise<void> {
    setInterval(() => this.#tick(), TICK);
    this.#tick();
    if ((await this.#token.renew()) !== "refused") {
      this.#socket.connect();
    }
  }

  /** Drops what is left of the connection and makes a new one at once. */
  async retry(): Promise<void> {
    if ((await this.#token.renew()) !== "refused") {
      this.#socket.disconnect(() => this.#socket.connect());
    }
  }

  #channel(part: connection.Part, topic: string): Channel {
    const channel = this.#socket.channel(topic);
    const lost = () => this.#observe((facts, now) => connection.lost(facts, now, part));
    channel.onError(lost);
    channel.onClose(lost);
    return channel;
  }

  #join(dashboard: Channel): void {
    dashboard.on("stats", (payload) => this.#told(connection.told, payload));
    dashboard.on("shop", (payload) => this.#stocked(() => this.#shelves.fill(payload)));
    dashboard.on("stock", (payload) => this.#stocked(() => this.#shelves.count(payload)));
    dashboard.on("released", (payload) => this.#stocked(() => this.#shelves.release(payload)));
    dashboard.join().receive("ok", (opening) => {
      this.#stocked(() => this.#shelves.fill(opening));
      this.#told(connection.opened, fields(opening)?.["stats"]);
    });
  }

  #told(
    note: (facts: connection.Facts, now: number, stats: Stats) => connection.Facts,
    payload: unknown,
  ): void {
    const stats = statsOf(payload);
    if (stats.at !== undefined) {
      this.clock.set(stats.at);
    }
    this.#storefronts = stats.storefronts;
    this.#observe((facts, now) => note(facts, now, stats));
    this.board.changed();
  }

  #stocked(change: () => void): void {
    change();
    this.board.changed();
  }

  #synced(): void {
    this.#observe(connection.synced);
    this.board.changed();
  }

  /** The handshake's refusal has no reason a page may read, so ask for a new token. */
  #lost(): void {
    this.#observe((facts, now) => connection.lost(facts, now));
    if (!this.#facts.signedOut) {
      void this.#token.renew();
    }
  }

  #refused(): void {
    this.#observe(connection.signedOut);
    this.#socket.disconnect();
  }

  #retryIn(tries: number): number {
    const step = [100, 500, 1_000, 2_000][tries - 1] ?? 5_000;
    const wait = step * (0.75 + Math.random() / 2);
    this.#facts = { ...this.#facts, retryAt: this.clock.now() + wait };
    return wait;
  }

  #observe(note: (facts: connection.Facts, now: number) => connection.Facts): void {
    this.#facts = note(this.#facts, this.clock.now());
    this.#tick();
  }

  #tick(): void {
    this.now.value = this.clock.now();
    const state = connection.stateOf(this.#facts, this.now.value);
    if (!connection.same(state, this.state.peek())) {
      this.state.value = state;
    }
  }
}
