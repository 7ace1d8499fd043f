// The list of carts: a window of it, kept up to date by the server. Its order
// stands while somebody reads in it.
import { signal } from "@preact/signals";
import { held, inOrder, type Listing } from "./order";
import { AGE_STEP, ages, EVERYTHING, type Query, requestOf } from "./query";
import { type Window, windowOf } from "./row";

/** Sends the event "window", and resolves to the answer or rejects. */
export type Ask = (request: object) => Promise<unknown>;

/** The server gives no more rows at once. */
export const MOST = 200;
/** Rows asked for beyond what is seen, so that scrolling finds them there. */
const MARGIN = 40;
/** Rows that are there beyond what is seen, when more are asked for. */
const AHEAD = 20;

interface Wanted {
  readonly query: Query;
  readonly offset: number;
  readonly limit: number;
}

export class Carts {
  readonly listing = signal<Listing | undefined>(undefined);
  /** Why the last request was refused. */
  readonly refused = signal<string | undefined>(undefined);
  readonly #ask: Ask;
  readonly #now: () => number;
  /** Ages in the window that stands are counted from there. */
  #agedAt = 0;
  #wanted: Wanted = { query: EVERYTHING, offset: 0, limit: 2 * MARGIN };
  #standing = false;
  /** Of the window that stands at the server, and so of what it pushes. */
  #id = 0;
  #lastId = 0;
  /** The next answer replaces the list, whoever reads in it. */
  #fresh = true;
  /** The next answer is what the reader asked for, so a pause does not keep it back. */
  #due = true;
  #edition = 0;
  /** What the server said last, while it is not shown. */
  #waiting: Window | undefined;
  #read = false;
  #paused = false;

  /** Takes the server's clock, which ages are counted by. */
  constructor(ask: Ask, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  get query(): Query {
    return this.#wanted.query;
  }

  /** Shows the carts of another query, from the beginning. */
  show(query: Query): void {
    this.#waiting = undefined;
    this.#id = 0;
    this.#fresh = true;
    this.#due = true;
    this.#want({ query, offset: 0, limit: this.#wanted.limit });
  }

  /** Asks for what is seen now and soon, unless it is there already. */
  see(first: number, count: number): void {
    const { offset, limit } = this.#wanted;
    const total = this.listing.peek()?.total ?? 0;
    const above = offset === 0 || first >= offset + AHEAD;
    const below = first + count + AHEAD <= offset + limit || total <= offset + limit;
    if (first >= offset && above && below) {
      return;
    }
    const from = Math.max(0, first - MARGIN);
    const size = Math.min(MOST, count + 2 * MARGIN);
    this.#due = true;
    this.#want({ query: this.#wanted.query, offset: from, limit: size });
  }

  /** Asks again, after the channel was joined. */
  resume(): void {
    this.#want({ ...this.#wanted });
  }

  /** Asks again where carts have grown old enough by now, or could have, and after a refusal. */
  tick(): void {
    const due = ages(this.query.filter) || this.refused.peek() !== undefined;
    if (due && this.#now() - this.#agedAt >= AGE_STEP) {
      this.resume();
    }
  }

  /** Takes in a window that the server pushed. */
  told(payload: unknown): void {
    const window = windowOf(payload);
    if (!window || window.id !== this.#id) {
      return;
    }
    if (this.#fresh) {
      this.#answered(window); // what was asked for was not known yet
    } else if (this.#paused) {
      this.#waiting = window;
    } else {
      this.#show(window, false);
    }
  }

  /** While somebody reads in the list no row moves. */
  reading(on: boolean): void {
    this.#read = on;
    if (!on && !this.#paused) {
      this.apply();
    }
  }

  pause(on: boolean): void {
    this.#paused = on;
    if (!on && this.#waiting) {
      this.#show(this.#waiting, false);
    }
  }

  /** Puts the rows in the server's order. */
  apply(): void {
    if (this.#waiting) {
      this.#show(this.#waiting, true);
    }
  }

  /** One look at the first of other carts; the list stays what it is. */
  async peek(query: Query, limit: number): Promise<Window> {
    const request = { ...requestOf(++this.#lastId, query, 0, limit, this.#now()), once: true };
    const window = windowOf(await this.#ask(request));
    if (!window) {
      throw new Error("The carts are not known yet.");
    }
    return window;
  }

  #want(wanted: Wanted): void {
    this.#wanted = wanted;
    if (!this.#standing) {
      this.#standing = true;
      void this.#stand();
    }
  }

  /** Asks until the answer is to what is wanted by then. */
  async #stand(): Promise<void> {
    await undefined; // several wishes of one moment are one request
    for (let asked: Wanted | undefined; asked !== this.#wanted; ) {
      asked = this.#wanted;
      const id = ++this.#lastId;
      const { query, offset, limit } = asked;
      this.#agedAt = this.#now();
      const request = requestOf(id, query, offset, limit, this.#agedAt);
      const answer = await this.#ask(request).catch((error: unknown) => this.#fail(error));
      if (answer !== undefined && asked === this.#wanted) {
        this.#id = id;
        this.refused.value = undefined;
        const window = windowOf(answer);
        if (window) {
          this.#answered(window);
        }
      }
    }
    this.#standing = false;
  }

  #fail(error: unknown): undefined {
    this.refused.value = error instanceof Error ? error.message : String(error);
  }

  #answered(window: Window): void {
    if (this.#paused && !this.#due) {
      this.#waiting = window;
      return;
    }
    this.#edition += Number(this.#fresh);
    this.#show(window, this.#fresh);
    this.#fresh = false;
    this.#due = false;
  }

  #show(window: Window, anew: boolean): void {
    const shown = this.listing.peek();
    this.#waiting = window;
    this.listing.value =
      anew || !shown || !(this.#read || this.#paused)
        ? inOrder(window, this.#edition)
        : held(shown, window);
  }
}
