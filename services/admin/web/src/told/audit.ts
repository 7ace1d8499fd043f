// What admins did, as the server's audit log has it.
import { count, fields, list, moment, text } from "./json";

export interface Deed {
  readonly at: number;
  readonly admin: string;
  readonly action: string;
  readonly product: number;
  readonly item: number;
  readonly count: number;
  /** Whether nobody can say that it was done. */
  readonly unsure: boolean;
}

/** Reads the answer to "audit", newest first. */
export function deedsOf(payload: unknown): Deed[] {
  return list(fields(payload)?.["entries"]).flatMap((value) => {
    const e = fields(value) ?? {};
    const at = moment(e["at"]);
    return at === undefined
      ? []
      : [
          {
            at,
            admin: text(e["admin"]),
            action: text(e["action"]),
            product: count(e["product_id"]),
            item: count(e["item_id"]),
            count: count(e["count"]),
            unsure: e["outcome"] === "unknown",
          },
        ];
  });
}
