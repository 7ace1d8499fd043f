// Everything the server has told, kept up to date event by event. What the
// page shows is a snapshot of it.
import { Activity, type Event } from "./activity";
import { Fleet, type Lost } from "./fleet";
import { MINUTE, merged, type Point, pointOf, pointsOf } from "./history";
import { fields } from "./json";
import { type Mark, marksOf, releasedLabel, soldOutLabel, withMark } from "./marks";
import { Shelves, type Shop } from "./shelves";
import { type Stats, statsOf } from "./stats";

/** So much of the history is drawn at most. */
export const SPAN = 60;
const KEPT = (SPAN + 5) * MINUTE;

/** Everything that stands still together; undefined is what is not known yet. */
export interface Shown {
  /** When it was drawn up. */
  readonly at: number;
  readonly stats: Stats | undefined;
  readonly shop: Shop | undefined;
  readonly history: readonly Point[];
  readonly marks: readonly Mark[];
  readonly lost: readonly Lost[];
  readonly events: readonly Event[];
  /** How many events were ever told. */
  readonly told: number;
}

export const NOTHING: Shown = {
  at: 0,
  stats: undefined,
  shop: undefined,
  history: [],
  marks: [],
  lost: [],
  events: [],
  told: 0,
};

export class Picture {
  readonly activity = new Activity();
  readonly #now: () => number;
  readonly #shelves = new Shelves();
  readonly #fleet = new Fleet();
  #stats: Stats | undefined;
  #history: readonly Point[] = [];
  #marks: readonly Mark[] = [];

  /** Takes the clock that dates what has no date of its own. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes in the answer to the join, with the stats in it. */
  open(opening: unknown): void {
    this.fill(opening);
    this.past(opening);
  }

  /** Takes in a new catalogue. */
  fill(payload: unknown): void {
    this.#shelves.fill(payload);
  }

  /** Takes in minutes of the history. */
  past(payload: unknown): void {
    this.#remember(pointsOf(fields(payload)?.["history"]));
  }

  /** Takes in the stats; the clock is set first, for it dates what follows from them. */
  report(payload: unknown, setClock: (at: number) => void): Stats {
    const stats = statsOf(payload);
    if (stats.at !== undefined) {
      setClock(stats.at);
    }
    const before = this.#fleet.lost.length;
    this.#fleet.follow(stats.storefronts, this.#now());
    if (this.#fleet.lost.length > before) {
      this.#mark("lost", "Storefront lost");
    }
    if (stats.ready) {
      this.#stats = stats;
    }
    return stats;
  }

  minute(payload: unknown): void {
    this.#remember(pointOf(payload));
  }

  /** Takes in that an item was sold or restocked. */
  stock(payload: unknown): void {
    const change = this.#shelves.count(payload);
    if (change && change.after === 0 && change.before !== 0) {
      this.#mark("sold_out", soldOutLabel(this.#shelves.name(change.item)));
    }
  }

  release(payload: unknown): void {
    const product = this.#shelves.release(payload);
    if (product) {
      this.#mark("released", releasedLabel(product.name));
    }
  }

  snapshot(): Shown {
    const now = this.#now();
    const shop = this.#shelves.snapshot();
    return {
      at: now,
      stats: this.#stats,
      shop,
      history: this.#history,
      marks: marksOf(this.#history, this.#marks, shop?.products ?? []),
      lost: this.#fleet.lost,
      events: this.activity.events,
      told: this.activity.told,
    };
  }

  #remember(points: readonly Point[]): void {
    this.#history = merged(this.#history, points, KEPT);
  }

  #mark(kind: Mark["kind"], label: string): void {
    this.#marks = withMark(this.#marks, { at: this.#now(), kind, label });
  }
}
