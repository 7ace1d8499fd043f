// What the server says about itself: how far its view of the carts can be
// trusted, and which storefronts it hears.
import { count, fields, list, moment, text } from "./json";

export interface Stats {
  /** When it was said. */
  readonly at: number | undefined;
  /** Whether the server knows the carts at all. */
  readonly ready: boolean;
  readonly staleSince: number | undefined;
  readonly storefronts: readonly Storefront[];
}

export interface Storefront {
  readonly id: string;
  readonly tabs: number;
  /** How long nothing was heard of it, in milliseconds. */
  readonly silence: number;
}

export function statsOf(payload: unknown): Stats {
  const p = fields(payload) ?? {};
  return {
    at: moment(p["at"]),
    ready: p["ready"] === true,
    staleSince: moment(p["stale_since"]),
    storefronts: list(p["nodes"]).flatMap(storefrontOf),
  };
}

function storefrontOf(value: unknown): Storefront[] {
  const node = fields(value);
  return node
    ? [{ id: text(node["id"]), tabs: count(node["tabs"]), silence: count(node["heard_ms"]) }]
    : [];
}
