// What the script says. The sentences that the server says too stand in
// words.json, once for both.
import words from "../words.json";

export type Level = keyof typeof words.levels;

export function isLevel(value: unknown): value is Level {
  return typeof value === "string" && Object.hasOwn(words.levels, value);
}

export const levels: { readonly [level in Level]: string } = words.levels;
export const { in_cart: IN_CART, last: LAST, unreleased: UNRELEASED } = words.states;
export const blocked = words.blocked;

/** Other shoes in size 8: */
export function othersIn(size: string): string {
  return words.states.others.replace("{size}", size);
}

/** Says a sentence about a number of things: {n} stands for the number. */
export function counted(sentence: { one: string; many: string }, n: number): string {
  return n === 1 ? sentence.one : sentence.many.replaceAll("{n}", String(n));
}

const errors: { readonly [code: string]: string } = words.errors;

/** What an error code of the server, or "offline" or "timeout", means to the shopper. */
export function sentence(code: string): string {
  return (Object.hasOwn(errors, code) ? errors[code] : errors[""]) ?? "";
}

export const ELSEWHERE = "Updated in another tab:";
export const SET_BACK = "The shop had trouble and lost your last change:";
export const UNDO = "Undo";
export const DO_AGAIN = "Do it again";
export function soldOutWhileAdding(name: string): string {
  return `${name} sold out just now. It is in your cart, but cannot be bought.`;
}

export const BOUGHT_ALREADY = "You have bought this already.";
export const SEE_ORDER = "See the order";
export const PENDING = "Confirming stock… Please keep this page open.";
export const NOT_CONNECTED =
  "Not connected, so nothing was bought. Try again when the shop is back.";
export const CHECKING = "The shop does not answer. Checking your order… You need not buy again.";
export const { purchase: PURCHASE, blocked: NOT_AVAILABLE, out: REGRET } = words.till;

/** 2 items, $215 */
export function sum(items: number, dollars: number): string {
  return counted(words.till.sum, items).replace("{usd}", String(dollars));
}

export const RECONNECTING = "Reconnecting… stock may be out of date";
export const UP_TO_DATE = "Up to date";
