// Everything the server has told, kept up to date event by event. What the
// page shows is a snapshot of it.
import { Activity, type Event } from "./activity";
import { Fleet, type Lost } from "./fleet";
import { MINUTE, type Point, pointOf, pointsOf, withMinute } from "./history";
import { fields } from "./json";
import { type Mark, marksOf, releasedLabel, soldOutLabel, withMark } from "./marks";
import { NO_SALES, type Recent, Sales } from "./sales";
import { Shelves, type Shop } from "./shelves";
import { type Stats, statsOf } from "./stats";

/** So much of the history is drawn at most. */
export const SPAN = 60;
const KEPT = (SPAN + 5) * MINUTE;

/** Everything that stands still together; undefined is what is not known yet. */
export interface Shown {
  readonly stats: Stats | undefined;
  readonly shop: Shop | undefined;
  readonly history: readonly Point[];
  readonly marks: readonly Mark[];
  readonly recent: Recent;
  readonly lost: readonly Lost[];
  readonly events: readonly Event[];
  /** How many events were ever told. */
  readonly told: number;
}

export const NOTHING: Shown = {
  stats: undefined,
  shop: undefined,
  history: [],
  marks: [],
  recent: NO_SALES,
  lost: [],
  events: [],
  told: 0,
};

export class Picture {
  readonly activity = new Activity();
  readonly #now: () => number;
  readonly #shelves = new Shelves();
  readonly #fleet = new Fleet();
  #sales: Sales | undefined;
  #stats: Stats | undefined;
  #history: readonly Point[] = [];
  #marks: readonly Mark[] = [];

  /** Takes the clock that dates what has no date of its own. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes in the answer to the join, with the stats in it. */
  open(opening: unknown): void {
    this.#sales ??= new Sales(this.#now());
    this.#shelves.fill(opening);
    this.#history = pointsOf(fields(opening)?.["history"]);
  }

  /** Takes in a new catalogue. */
  fill(payload: unknown): void {
    this.#shelves.fill(payload);
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
    for (const point of pointOf(payload)) {
      this.#history = withMinute(this.#history, point, KEPT);
    }
  }

  /** Takes in that an item was sold or restocked. */
  stock(payload: unknown): void {
    const change = this.#shelves.count(payload);
    if (change) {
      this.#sales?.note(this.#now(), change.item, change.before, change.after);
      if (change.after === 0 && change.before !== 0) {
        this.#mark("sold_out", soldOutLabel(this.#shelves.name(change.item)));
      }
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
      stats: this.#stats,
      shop,
      history: this.#history,
      marks: marksOf(this.#history, this.#marks, shop?.products ?? []),
      recent: this.#sales?.lately(now) ?? NO_SALES,
      lost: this.#fleet.lost,
      events: this.activity.events,
      told: this.activity.told,
    };
  }

  #mark(kind: Mark["kind"], label: string): void {
    this.#marks = withMark(this.#marks, { at: this.#now(), kind, label });
  }
}
