import { clockTime } from "../line/clock";
import { asOf } from "../line/connection";
import type { Live } from "../line/live";

/** What figures are made of, beside the carts. */
export type Source = "shop" | "sales";

/** Since when figures no longer follow the shop; undefined while they do. */
export function pastSince(live: Live, ...from: readonly Source[]): number | undefined {
  const { stats } = live.board.shown.value;
  const since = {
    shop: stats?.shopStaleSince,
    sales: stats?.salesStaleSince,
  };
  const moments = [
    asOf(live.state.value),
    live.board.pausedAt.value,
    ...from.map((source) => since[source]),
  ].filter((at) => at !== undefined);
  return moments.length === 0 ? undefined : Math.min(...moments);
}

interface Props {
  readonly live: Live;
  readonly from?: readonly Source[];
}

/** The moment the figures date from, where that is not now. */
export function AsOf({ live, from = [] }: Props) {
  const { shown, calm } = live.board;
  const past = pastSince(live, ...from);
  if (!shown.value.stats || (past === undefined && !calm.value)) {
    return null;
  }
  return (
    <span class={past === undefined ? "as-of as-of--calm" : "as-of"}>
      as of {clockTime(past ?? shown.value.at)}
    </span>
  );
}
