// The lines of the chart.
import { age } from "../reading/ages";
import { number } from "../reading/numbers";
import { MINUTE } from "../told/history";
import { UNKNOWN } from "./figure";

export const LINES = ["carts", "withItems", "checkout", "orders"] as const;
export type Line = (typeof LINES)[number];

/** What a line is called where a point of it stands for so many milliseconds. */
export function lineName(line: Line, step: number): string {
  return line === "orders" && step > MINUTE ? `Orders in ${age(step)}` : NAMES[line];
}

const NAMES: Readonly<Record<Line, string>> = {
  carts: "Carts",
  withItems: "With items",
  checkout: "Checking out",
  orders: "Orders a minute",
};

/** What a line says at a place; at none it is the last that it says. */
export function valueAt(line: readonly (number | null)[], at: number | null): string {
  const value = at === null ? (line.findLast((one) => one !== null) ?? null) : line[at];
  return value == null ? UNKNOWN : number(value);
}
