// How far the chart looks back. The last hour comes by itself; more is asked
// for, and comes in steps that the server has summed up.
import { MINUTE, type Point, pointsOf } from "./history";
import { fields, known } from "./json";

export const SPANS = {
  hour: { name: "Last hour", back: 60 * MINUTE },
  day: { name: "Last 24 hours", back: 24 * 60 * MINUTE },
  week: { name: "Last 7 days", back: 7 * 24 * 60 * MINUTE },
} as const;
export type Span = keyof typeof SPANS;

export function spanIn(name: string | null): Span {
  return name === "day" || name === "week" ? name : "hour";
}

export interface Past {
  readonly points: readonly Point[];
  /** The time that a point stands for, in milliseconds. */
  readonly step: number;
}

/** Reads the answer to "past"; undefined where it is none. */
export function pastOf(payload: unknown): Past | undefined {
  const seconds = known(fields(payload)?.["step_s"]) ?? 0;
  return seconds < 60
    ? undefined
    : { points: pointsOf(fields(payload)?.["history"]), step: 1_000 * seconds };
}
