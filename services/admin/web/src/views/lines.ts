// The lines of the chart.
import { age } from "../reading/ages";
import { MINUTE } from "../told/history";

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
