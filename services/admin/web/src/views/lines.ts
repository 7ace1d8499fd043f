// The lines of the chart.
export const LINES = ["carts", "withItems", "checkout", "orders"] as const;
export type Line = (typeof LINES)[number];

export const LINE_NAMES: Readonly<Record<Line, string>> = {
  carts: "Carts",
  withItems: "With items",
  checkout: "Checking out",
  orders: "Orders a minute",
};
