import { clockTime, zone } from "../line/clock";
import { age } from "../reading/ages";

/** How long ago a moment was; the moment itself where somebody points at it. */
export function Age({ since, now }: { since: number | undefined; now: number }) {
  return since === undefined ? null : (
    <time dateTime={new Date(since).toISOString()} title={`${clockTime(since)} ${zone(since)}`}>
      {age(now - since)}
    </time>
  );
}
