const whole = new Intl.NumberFormat("en-US");
const dollars = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 0,
});

/** 12,345 */
export function number(n: number): string {
  return whole.format(n);
}

/** 1 tab, 12,345 tabs */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

/** $12,345 */
export function money(usd: number): string {
  return dollars.format(usd);
}

/** +12, −3, ±0 */
export function signed(n: number): string {
  return n === 0 ? "±0" : `${n > 0 ? "+" : "−"}${number(Math.abs(n))}`;
}

/** 0.02×, 9.3×, 120× */
export function times(n: number): string {
  return `${n < 10 ? n.toFixed(n < 0.1 ? 2 : 1) : number(Math.round(n))}×`;
}
