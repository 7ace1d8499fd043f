// What the server says of one product: whether it is out, and how much is left
// of each size.
import { fields, list, whole } from "./json";
import { isLevel, type Level } from "./words";

export interface Shelf {
  /** A release is for ever: false only says that this message tells of none. */
  readonly released: boolean;
  /** By item id. */
  readonly levels: ReadonlyMap<number, Level>;
  /** Whether exactly one is left, by item id; of use within the level low. */
  readonly last: ReadonlyMap<number, boolean>;
}

/** The reply to a join: the whole truth at that moment. */
export function shelfOf(reply: unknown): Shelf {
  const { released, levels, last } = fields(reply) ?? {};
  const known = new Map(
    Object.entries(fields(levels) ?? {}).flatMap(([id, level]) => pair(+id, level)),
  );
  const single = new Set(list(last));
  return {
    released: released === true,
    levels: known,
    last: new Map([...known.keys()].map((id) => [id, single.has(id)])),
  };
}

/** The event released: every size with its level. */
export function releaseOf(payload: unknown): Shelf {
  const sizes = list(fields(payload)?.["items"]).map((item) => fields(item) ?? {});
  const levels = new Map(sizes.flatMap(({ id, level }) => pair(id, level)));
  return { released: true, levels, last: new Map() };
}

/** The event stock_change: one size has another level now. */
export function changeOf(payload: unknown): Shelf {
  const { item_id: id, level } = fields(payload) ?? {};
  const levels = new Map(pair(id, level));
  return {
    released: false,
    levels,
    last: new Map([...levels.keys()].map((item) => [item, false])),
  };
}

/** The event last_one: of a size whose level stays low, one is left, or no longer one. */
export function lastOf(payload: unknown): Shelf {
  const { item_id: id, last } = fields(payload) ?? {};
  const item = whole(id);
  return {
    released: false,
    levels: new Map(),
    last: new Map(item === undefined ? [] : [[item, last === true]]),
  };
}

function pair(id: unknown, level: unknown): [number, Level][] {
  const item = whole(id);
  return item !== undefined && isLevel(level) ? [[item, level]] : [];
}
