// One cart as presence shows it: a key with one meta for each open tab.
import { fields, list } from "./json";

export interface Cart {
  /** The page of every tab; null where the shopper's browser named none. */
  readonly pages: readonly (string | null)[];
  /** The items in the cart, each once. */
  readonly items: ReadonlySet<number>;
}

/**
 * Reads a cart from its metas. All tabs of a cart hold the same items, but one
 * tab's meta may be a moment older than another's: the last one changed last,
 * so its items count. Adding the tabs up would multiply the demand.
 */
export function cartOf(metas: readonly unknown[]): Cart {
  const tabs = metas.map((meta) => fields(meta) ?? {});
  return {
    pages: tabs.map((tab) => pageOf(tab["page"])),
    items: new Set(list(tabs.at(-1)?.["items"]).filter((id) => Number.isInteger(id)) as number[]),
  };
}

function pageOf(page: unknown): string | null {
  return typeof page === "string" && page !== "" ? page : null;
}
