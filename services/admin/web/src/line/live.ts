// The line to the server: one socket with the channel of the dashboard, and
// what it tells. Made once; it mends itself.
import { signal } from "@preact/signals";
import { type Channel, Presence, Socket } from "phoenix";
import { Carts } from "../carts/carts";
import { Probe } from "../carts/probe";
import { Board } from "../reading/board";
import { preferences } from "../reading/preferences";
import { fields } from "../told/json";
import { Picture, type Shown } from "../told/picture";
import type { Stats } from "../told/stats";
import { Asks } from "./asks";
import { Clock } from "./clock";
import * as connection from "./connection";
import { Token } from "./token";
import { whenAwake, whenSeen } from "./wake";

const HEARTBEAT = 10_000;
const TICK = 1_000;

export class Live {
  readonly clock = new Clock();
  readonly now = signal(this.clock.now());
  readonly state = signal<connection.State>(connection.stateOf(connection.begin(0), 0));
  /** Whether this admin may release and restock. */
  readonly operates = signal(false);
  readonly board: Board;
  readonly carts: Carts;
  readonly probe: Probe;
  readonly #picture = new Picture(() => this.clock.now());
  readonly #token = new Token(() => this.#refused());
  readonly #socket: Socket;
  readonly #asks: Asks;
  #presence: Presence | undefined;
  #facts = connection.begin(this.clock.now());
  /** What the server pushed of the list and the page has not drawn yet. */
  #rows: unknown;
  #unseen = false;

  constructor() {
    this.#socket = new Socket("/admin_socket", {
      authToken: () => this.#token.value,
      heartbeatIntervalMs: HEARTBEAT,
      reconnectAfterMs: (tries) => this.#retryIn(tries),
    });
    this.#socket.onClose(() => this.#lost());
    this.board = new Board(() => this.#frame());
    this.carts = new Carts(
      (request) => this.ask("window", request),
      () => this.clock.now(),
    );
    this.probe = new Probe(this.carts, () => preferences.peek().thresholds);
    const channel = this.#socket.channel("admin:dashboard");
    this.#asks = new Asks(channel);
    this.#join(channel);
  }

  /** Connects, and goes on until the session ends. */
  async start(): Promise<void> {
    setInterval(() => this.#tick(), TICK);
    whenAwake(() => this.#awake());
    whenSeen((seen) => this.#seen(seen));
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

  /** Every connected cart, as Phoenix Presence; its channel is joined when first asked for. */
  get presence(): Presence {
    if (!this.#presence) {
      const tracker = this.#socket.channel("admin:cart_tracker");
      this.#presence = new Presence(tracker);
      tracker.join();
    }
    return this.#presence;
  }

  /** Sends an event, and resolves to the answer or rejects with the server's reason. */
  ask(event: string, payload: object): Promise<unknown> {
    return this.#asks.send(event, payload);
  }

  /** What there is to show, also while nothing is drawn. */
  glance(): Shown {
    return this.#picture.snapshot();
  }

  /** The moment that everything on the page dates from. */
  get moment(): number {
    return this.board.pausedAt.value ?? connection.asOf(this.state.value) ?? this.now.value;
  }

  #join(channel: Channel): void {
    const lost = () => {
      this.#asks.abandon();
      this.#observe(connection.lost);
    };
    channel.onError(lost);
    channel.onClose(lost);
    const hear = (event: string, take: (payload: unknown) => void) =>
      channel.on(event, (payload) => {
        take(payload);
        this.board.changed();
      });
    hear("stats", (payload) => this.#told(connection.told, payload));
    hear("shop", (payload) => this.#picture.fill(payload));
    hear("stock", (payload) => this.#picture.stock(payload));
    hear("released", (payload) => this.#picture.release(payload));
    hear("minute", (payload) => this.#picture.minute(payload));
    hear("history", (payload) => this.#picture.past(payload));
    hear("activity", (payload) => this.#picture.activity.add(payload));
    hear("rows", (payload) => {
      this.#rows = payload;
    });
    channel.join().receive("ok", (opening) => this.#opened(opening));
  }

  /** The list and the figures are drawn of one moment, as often as the reader likes. */
  #frame(): Shown {
    const rows = this.#rows;
    this.#rows = undefined;
    if (rows !== undefined) {
      this.carts.told(rows);
    }
    return this.#picture.snapshot();
  }

  #opened(opening: unknown): void {
    const { role, stats } = fields(opening) ?? {};
    this.operates.value = role === "operator";
    this.#told(connection.opened, stats);
    this.#picture.open(opening);
    this.#rows = undefined;
    this.board.changed();
    this.carts.resume();
  }

  #told(
    note: (facts: connection.Facts, now: number, stats: Stats) => connection.Facts,
    payload: unknown,
  ): void {
    const stats = this.#picture.report(payload, (at) => this.clock.set(at));
    this.#observe((facts, now) => note(facts, now, stats));
  }

  /** The handshake's refusal has no reason a page may read, so ask for a new token. */
  #lost(): void {
    this.#observe(connection.lost);
    if (!this.#facts.signedOut) {
      void this.#token.renew();
    }
  }

  #refused(): void {
    this.#observe(connection.signedOut);
    this.#socket.disconnect();
  }

  /** After a sleep the line may be dead without having been closed. */
  #awake(): void {
    const following = this.#facts.openedAt !== undefined;
    const silent = this.clock.now() - this.#facts.heardAt > connection.SILENCE;
    if (!this.#facts.signedOut && (silent || !following) && this.#facts.seen) {
      void this.retry();
    }
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

  /** A page that nobody sees draws nothing, not even its ages; the line stands. */
  #seen(seen: boolean): void {
    this.#unseen = !seen;
    this.board.hide(!seen);
    this.#tick();
  }

  #tick(): void {
    const now = this.clock.now();
    const state = connection.stateOf(this.#facts, now);
    if (!this.#unseen) {
      this.now.value = now;
    }
    if (!connection.same(state, this.state.peek())) {
      this.state.value = state;
    }
    const looked = state.kind === "live" && this.board.pausedAt.peek() === undefined;
    if (state.kind === "live") {
      this.carts.tick();
    }
    this.probe.tick(looked && (!this.#unseen || preferences.peek().notify));
  }
}
