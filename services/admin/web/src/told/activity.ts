// What carts do, one event each, as the server tells it. The newest are kept.
import { fields, list, moment, text } from "./json";

export const KINDS = [
  "joined",
  "moved",
  "added",
  "removed",
  "checkout",
  "purchased",
  "left",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Event {
  /** Tells two events apart; a later one has a higher number. */
  readonly serial: number;
  readonly at: number;
  readonly handle: string;
  readonly kind: Kind;
  readonly page: string | undefined;
  readonly item: number | undefined;
}

/** More than this is not read by anybody. */
export const KEPT = 500;

export class Activity {
  #events: readonly Event[] = [];
  #serial = 0;

  /** Newest first. */
  get events(): readonly Event[] {
    return this.#events;
  }

  /** How many were ever told. */
  get told(): number {
    return this.#serial;
  }

  add(payload: unknown): void {
    const fresh = list(fields(payload)?.["events"]).flatMap((value) => this.#eventOf(value));
    this.#events = [...fresh.reverse(), ...this.#events].slice(0, KEPT);
  }

  #eventOf(value: unknown): Event[] {
    const e = fields(value) ?? {};
    const at = moment(e["at"]);
    const kind = KINDS.find((known) => known === e["kind"]);
    if (at === undefined || kind === undefined) {
      return [];
    }
    const item = e["item_id"];
    return [
      {
        serial: ++this.#serial,
        at,
        handle: text(e["handle"]),
        kind,
        page: typeof e["page"] === "string" ? e["page"] : undefined,
        item: typeof item === "number" ? item : undefined,
      },
    ];
  }
}
