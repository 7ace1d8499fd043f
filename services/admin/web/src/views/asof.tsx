import { clockTime } from "../line/clock";
import { asOf } from "../line/connection";
import type { Live } from "../line/live";

/** The moment the figures date from, where that is not now. */
export function AsOf({ live }: { live: Live }) {
  const { shown, pausedAt } = live.board;
  const at = asOf(live.state.value) ?? pausedAt.value;
  return at === undefined || !shown.value.stats ? null : (
    <span class="as-of">as of {clockTime(at)}</span>
  );
}
