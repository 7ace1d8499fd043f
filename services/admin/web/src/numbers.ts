const whole = new Intl.NumberFormat("en-US");

/** 12,345 */
export function number(n: number): string {
  return whole.format(n);
}

/** 1 tab, 12,345 tabs */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}
