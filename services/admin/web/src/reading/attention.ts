// Rules for what needs somebody's attention, worst first.
import { type Found, idleValue, slowCheckouts } from "../carts/probe";
import { EVERYTHING, type Query } from "../carts/query";
import { clockTime } from "../line/clock";
import { type Demand, demandOf, shortages } from "../told/catalogue";
import { QUIET } from "../told/fleet";
import { change, seriesOf } from "../told/history";
import type { Shown } from "../told/picture";
import { age } from "./ages";
import { counted, money, number } from "./numbers";
import type { Thresholds } from "./thresholds";

export interface Alert {
  readonly id: string;
  readonly tone: "bad" | "warn";
  readonly title: string;
  readonly detail: string;
  /** The carts it is about, if it is about carts. */
  readonly query?: Query;
}

/** The list says no more of the same kind than this. */
const SIZES = 6;
/** A fall of fewer carts than these is chance. */
const FALL_FROM = 20;

export function alertsOf(shown: Shown, found: Found, limits: Thresholds, now: number): Alert[] {
  const alerts = [
    ...storefronts(shown),
    ...fall(shown, limits, now),
    ...sizes(shown, limits),
    ...standing(found, limits),
  ];
  return alerts.sort((a, b) => Number(b.tone === "bad") - Number(a.tone === "bad"));
}

function storefronts({ stats, lost }: Shown): Alert[] {
  const heard = stats?.storefronts ?? [];
  const silent = heard.filter(({ silence }) => silence >= QUIET);
  return [
    ...silent.map(({ id, carts, silence }) => ({
      id: `silent-${id}`,
      tone: "bad" as const,
      title: `Storefront ${id.slice(0, 8)} is silent`,
      detail: `Nothing heard for ${Math.round(silence / 1000)} s. Its ${counted(carts, "cart")} still count.`,
    })),
    ...lost.map(({ id, carts, at }) => ({
      id: `lost-${id}`,
      tone: "bad" as const,
      title: `Storefront ${id.slice(0, 8)} was lost`,
      detail: `At ${clockTime(at)}, with ${counted(carts, "cart")}, without a goodbye.`,
    })),
  ];
}

function fall({ stats, history }: Shown, limits: Thresholds, now: number): Alert[] {
  const { carts } = seriesOf(history, stats, now, 3);
  const by = change(carts, 2);
  const before = by === undefined ? 0 : (stats?.carts ?? 0) - by;
  if (by === undefined || before < FALL_FROM || -100 * by < limits.fall * before) {
    return [];
  }
  const share = Math.round((-100 * by) / before);
  const detail = `From ${number(before)} to ${number(stats?.carts ?? 0)} within two minutes.`;
  return [{ id: "fall", tone: "bad", title: `Carts fell by ${share}\u00a0%`, detail }];
}

function sizes({ shop, stats }: Shown, { pressure }: Thresholds): Alert[] {
  const rows = (shop?.products ?? []).flatMap((product) =>
    demandOf(product, shop?.stock ?? new Map(), stats?.demand ?? new Map()),
  );
  return shortages(rows, pressure, SIZES).map(shortage);
}

function shortage({ id, product, size, carts, left }: Demand): Alert {
  return {
    id: `short-${id}-${left === 0}`,
    tone: left === 0 ? "bad" : "warn",
    title: `${product.name} ${size}: ${left === 0 ? "sold out" : `${number(left)} left`}`,
    detail:
      left === 0
        ? `Still in ${counted(carts, "cart")}; a checkout will fail.`
        : `In ${counted(carts, "cart")}: ${carts > left ? "more want it than can have it" : "few are left for so many"}.`,
    query: { ...EVERYTHING, filter: { item: id } },
  };
}

function standing({ slow, idle }: Found, limits: Thresholds): Alert[] {
  const alerts: Alert[] = [];
  if (slow > 0) {
    alerts.push({
      id: "slow",
      tone: "warn",
      title: `${number(slow)} in checkout for over ${minutes(limits.checkout)}`,
      detail: "They may have met a difficulty.",
      query: slowCheckouts(limits.checkout),
    });
  }
  if (idle > 0) {
    alerts.push({
      id: "idle",
      tone: "warn",
      title: `${number(idle)} worth ${money(limits.value)} stand still`,
      detail: `On one page for over ${minutes(limits.idle)}.`,
      query: idleValue(limits.value, limits.idle),
    });
  }
  return alerts;
}

function minutes(n: number): string {
  return age(60_000 * n);
}
