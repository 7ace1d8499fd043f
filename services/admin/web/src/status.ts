// What the server says about its own view of the carts: the extra event
// presence_status on the tracker's channel.
import type { Facts } from "./connection";
import { count, fields, list, moment, text } from "./json";

export interface ServerStatus {
  readonly ready: boolean;
  readonly staleSince: number | undefined;
  readonly serverNow: number | undefined;
  readonly storefronts: readonly Storefront[];
}

export interface Storefront {
  readonly id: string;
  readonly carts: number;
}

export function statusOf(payload: unknown): ServerStatus {
  const p = fields(payload) ?? {};
  return {
    ready: p["synced"] !== false,
    staleSince: moment(p["stale_since"]),
    serverNow: moment(p["server_time"]),
    storefronts: list(p["nodes"]).flatMap(storefrontOf),
  };
}

function storefrontOf(value: unknown): Storefront[] {
  const node = fields(value);
  return node ? [{ id: text(node["id"]), carts: count(node["carts"]) }] : [];
}

/** Notes the server's word among what was observed. */
export function told(facts: Facts, status: ServerStatus): Facts {
  return { ...facts, serverReady: status.ready, staleSince: status.staleSince };
}
