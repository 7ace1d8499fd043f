import { clockTime } from "../clock";
import { asOf } from "../connection";
import type { Live } from "../live";

/** The moment the figures date from, where that is not now. */
export function AsOf({ live }: { live: Live }) {
  const at = asOf(live.state.value) ?? live.pausedAt.value;
  return at === undefined || !live.seen.value ? null : (
    <span class="as-of">as of {clockTime(at)}</span>
  );
}
