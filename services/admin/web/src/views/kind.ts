import type { Live } from "../line/live";
import { missingOf } from "../told/fleet";

/** The state that the page shows: that of the line, and paused and partial beside. */
export function kindOf(live: Live): string {
  const line = live.state.value;
  if (line.kind !== "live") {
    return line.kind;
  }
  if (live.board.pausedAt.value !== undefined) {
    return "paused";
  }
  return isPartial(live) ? "partial" : "live";
}

/** Whether some of the figures are not the present, though the line stands. */
function isPartial(live: Live): boolean {
  const { stats, lost } = live.board.shown.value;
  return (
    missingOf(stats?.storefronts ?? [], lost, live.now.value) !== undefined ||
    stats?.shopStaleSince !== undefined ||
    stats?.salesStaleSince !== undefined
  );
}
