// What the server says of one product: whether it is out, and how much is left
// of each size.
import { fields, list, whole } from "./json";
import { isLevel, type Level } from "./words";

export interface Shelf {
  /** A release is for ever: false only says that this message tells of none. */
  readonly released: boolean;
  /** By item id. */
  readonly levels: ReadonlyMap<number, Level>;
}

/** The reply to a join: the whole truth at that moment. */
export function shelfOf(reply: unknown): Shelf {
  const { released, levels } = fields(reply) ?? {};
  const known = Object.entries(fields(levels) ?? {}).flatMap(([id, level]) => pair(+id, level));
  return { released: released === true, levels: new Map(known) };
}

/** The event released: every size with its level. */
export function releaseOf(payload: unknown): Shelf {
  const sizes = list(fields(payload)?.["items"]).map((item) => fields(item) ?? {});
  return { released: true, levels: new Map(sizes.flatMap(({ id, level }) => pair(id, level))) };
}

/** The event stock_change: one size has another level now. */
export function changeOf(payload: unknown): Shelf {
  const { item_id: id, level } = fields(payload) ?? {};
  return { released: false, levels: new Map(pair(id, level)) };
}

function pair(id: unknown, level: unknown): [number, Level][] {
  const item = whole(id);
  return item !== undefined && isLevel(level) ? [[item, level]] : [];
}
