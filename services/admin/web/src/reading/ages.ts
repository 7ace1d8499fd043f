// How long ago, in words that do not tremble: they change every five seconds
// at first, then every minute. Nothing is ever in the future.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** now, 35 s, 4 min, 1 h 12 min, 2 d 3 h */
export function age(ms: number): string {
  if (ms < 10 * SECOND) {
    return "now";
  }
  if (ms < MINUTE) {
    return `${5 * Math.floor(ms / SECOND / 5)} s`;
  }
  if (ms < HOUR) {
    return `${Math.floor(ms / MINUTE)} min`;
  }
  return ms < DAY ? both(ms, HOUR, "h", MINUTE, "min") : both(ms, DAY, "d", HOUR, "h");
}

function both(ms: number, large: number, name: string, small: number, rest: string): string {
  const left = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${name}${left > 0 ? ` ${left} ${rest}` : ""}`;
}
