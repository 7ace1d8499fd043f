// The line to the server: socket, channel and presence, and what the page
// shows of them as signals. Made once; it mends itself.
import { signal } from "@preact/signals";
import { type Channel, Presence, Socket } from "phoenix";
import { Clock } from "./clock";
import * as connection from "./connection";
import { NOTHING, type Snapshot } from "./figures";
import { Roster } from "./roster";
import { type Storefront, statusOf, told } from "./status";
import { Token } from "./token";

const HEARTBEAT = 10_000;
const TICK = 1_000;
/** The page redraws its figures at most this often. */
const FRAME = 250;

export class Live {
  readonly clock = new Clock();
  readonly now = signal(this.clock.now());
  readonly state = signal<connection.State>(connection.stateOf(connection.begin(0), 0));
  readonly figures = signal<Snapshot>(NOTHING);
  /** Whether figures ever arrived. */
  readonly seen = signal(false);
  readonly storefronts = signal<readonly Storefront[] | undefined>(undefined);
  /** Since when the reader holds the page still. */
  readonly pausedAt = signal<number | undefined>(undefined);

  readonly presence: Presence;
  readonly #token = new Token(() => this.#refused());
  readonly #socket: Socket;
  readonly #roster: Roster;
  #facts = connection.begin(this.clock.now());
  #frame: ReturnType<typeof setTimeout> | undefined;
  #drawnAt = 0;

  constructor() {
    this.#socket = new Socket("/admin_socket", {
      authToken: () => this.#token.value,
      heartbeatIntervalMs: HEARTBEAT,
      reconnectAfterMs: (tries) => this.#retryIn(tries),
    });
    const channel = this.#socket.channel("admin:cart_tracker");
    this.presence = new Presence(channel);
    this.#roster = new Roster(this.presence, () => this.#synced());
    this.#listen(channel);
    channel.join().receive("ok", () => this.#observe(connection.joined));
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

  /** Ends the session's side here, whoever found out that it is over. */
  signedOut(): void {
    this.#refused();
  }

  pause(): void {
    this.pausedAt.value = this.clock.now();
  }

  resume(): void {
    this.pausedAt.value = undefined;
    this.#draw();
  }

  #listen(channel: Channel): void {
    channel.on("presence_status", (payload) => this.#told(payload));
    channel.onError(() => this.#lost());
    channel.onClose(() => this.#lost());
    this.#socket.onClose(() => this.#lost());
    this.#socket.onMessage(() => {
      this.#facts = { ...this.#facts, heardAt: this.clock.now() };
    });
  }

  #told(payload: unknown): void {
    const status = statusOf(payload);
    if (status.serverNow !== undefined) {
      this.clock.set(status.serverNow);
    }
    this.storefronts.value = status.storefronts;
    this.#observe((facts) => told(facts, status));
  }

  #synced(): void {
    this.#observe(connection.synced);
    this.#frame ??= setTimeout(() => this.#draw(), this.#drawnAt + FRAME - Date.now());
  }

  #draw(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    if (this.pausedAt.value === undefined) {
      this.#drawnAt = Date.now();
      this.figures.value = this.#roster.snapshot();
      this.seen.value = this.#facts.seen;
    }
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
