// The words for a state: the short label, what is announced, and the sentence
// of the banner.
import { clockTime } from "../line/clock";
import { GRACE, type State } from "../line/connection";
import type { Missing } from "../told/fleet";
import type { Stats } from "../told/stats";
import { counted, number } from "./numbers";

export function label(state: State): string {
  switch (state.kind) {
    case "connecting":
      return "Connecting";
    case "syncing":
      return "Syncing";
    case "live":
      return "Live";
    case "reconnecting":
      return "Reconnecting";
    case "delayed":
      return "Delayed";
    case "disconnected":
      return "Disconnected";
    case "signed_out":
      return "Signed out";
  }
}

/** What a screen reader interrupts for: the figures no longer change. */
export function alarm(state: State): string {
  switch (state.kind) {
    case "disconnected":
      return `Disconnected since ${clockTime(state.asOf)}. The figures no longer change.`;
    case "signed_out":
      return "Signed out. The figures no longer change.";
    default:
      return "";
  }
}

/** A wait shorter than this is not worth a word. */
const SHORT = 3_000;

/**
 * One sentence for a screen reader, said once for each state, so without a
 * running clock. Undefined: what was said still holds.
 */
export function announcement(state: State, now: number): string | undefined {
  switch (state.kind) {
    case "connecting":
      return now - state.since < SHORT ? "" : "Connecting. The server has not answered yet.";
    case "syncing":
      return state.waitsFor === "storefronts" ? "Syncing. No storefront has reported yet." : "";
    case "live":
      return "Live. The figures follow the shop.";
    case "delayed":
      return `Delayed. The figures are as of ${clockTime(state.asOf)}.`;
    case "reconnecting":
      return undefined;
    default:
      return "";
  }
}

/** The same for what stands still while the line is live. */
export function standing(kind: string, pausedAt: number | undefined): string {
  return pausedAt === undefined || kind !== "paused"
    ? "Partial. Some figures are not exact; the notice says which."
    : `Paused at ${clockTime(pausedAt)}.`;
}

/** What a filter leaves. */
export function matching(total: number, all: number | undefined): string {
  const of = all === undefined ? "" : ` of ${number(all)}`;
  return `${total === 0 ? "None" : number(total)}${of} ${all === 1 ? "cart matches" : "carts match"} the filter.`;
}

/** The shop in one sentence. */
export function summary(stats: Stats | undefined, alerts: number): string {
  return stats
    ? `${counted(stats.carts, "cart")}, ${number(stats.stages.checkout)} checking out, ${counted(alerts, "alert")}.`
    : "";
}

const WAITING = {
  storefronts:
    "No storefront has reported yet, so the carts are not known. Start a storefront, or look at its log.",
  carts: "The server is still reading the carts. The figures follow once it knows all of them.",
};

/** What the banner says, or nothing where no banner is due. */
export function warning(state: State, now: number): string | undefined {
  switch (state.kind) {
    case "connecting":
      return now - state.since < GRACE
        ? undefined
        : `No answer from the server for ${seconds(now - state.since)}. ${retry(state.retryAt, now)}`;
    case "syncing":
      return now - state.since < GRACE ? undefined : WAITING[state.waitsFor];
    case "delayed":
      return state.by === "server"
        ? `The server has had no news of the carts since ${clockTime(state.asOf)}. It keeps trying.`
        : `The server has not reported since ${clockTime(state.asOf)}.`;
    case "disconnected":
      return `Disconnected since ${clockTime(state.asOf)}. ${retry(state.retryAt, now)}`;
    case "signed_out":
      return "You are signed out. The figures no longer change.";
    default:
      return undefined;
  }
}

function retry(at: number | undefined, now: number): string {
  return at === undefined || at - now < 500
    ? "Trying again…"
    : `Trying again in ${seconds(at - now)}.`;
}

function seconds(ms: number): string {
  return `${Math.max(1, Math.round(ms / 1000))} s`;
}

/** Why there is nothing to see while all is well. */
export function emptiness(storefronts: number | undefined): string {
  if (storefronts === 0) {
    return "Nobody has the shop open, as far as is known: a storefront reports with its first shopper, and none has. If shoppers should be there, look at a storefront's log.";
  }
  const who =
    storefronts === undefined
      ? "The line to the shop is fine"
      : `${storefronts} ${storefronts === 1 ? "storefront is" : "storefronts are"} reporting`;
  return `${who}, but nobody has the shop open. A cart appears here the moment a shopper opens a page.`;
}

/** What the banner says while storefronts are missing. */
export function missing({ silent, lost }: Missing, heard: number): string {
  const reporting = `${heard - silent.length} of ${heard + lost.length} storefronts reporting`;
  const carts = [...silent, ...lost].reduce((sum, { carts }) => sum + carts, 0);
  const fate = silent.length > 0 ? "still count as they were" : "may be on their way elsewhere";
  return `${reporting}. The ${counted(carts, "cart")} of the other ${fate}, so the figures are about right, not exact.`;
}

/** What the banner says while only the carts are followed. */
export function aged(shopSince: number | undefined, salesSince: number | undefined): string {
  const shop = shopSince && `Stock, releases and prices are as of ${clockTime(shopSince)}`;
  const sales = salesSince && `what is sold is as of ${clockTime(salesSince)}`;
  const parts = [shop, sales].filter(Boolean).join("; ");
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)}. The server keeps trying. The carts are current.`;
}

/** Why there is no list though the line stands, by what the server or the line said. */
export function unlisted(reason: string): string {
  const why = {
    rate_limited: "this browser asks for too much at once",
    bad_request: "the server does not know such a filter",
  }[reason];
  return `The list has not come: ${why ?? "the server did not answer in time"}. It is asked for again every 10 s.`;
}
