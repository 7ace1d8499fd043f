// What a reader prefers, kept in this browser.
import { effect, signal } from "@preact/signals";
import { fields } from "../told/json";
import type { Rate } from "./board";
import { type Thresholds, thresholdsOf, USUAL } from "./thresholds";

const KEY = "footfall";

export interface Preferences {
  readonly theme: "auto" | "light" | "dark";
  readonly rate: Rate;
  /** Handles and money are hidden, as for a shared screen. */
  readonly privacy: boolean;
  /** Single keys are shortcuts. */
  readonly keys: boolean;
  /** The browser tells of alerts while nobody sees the page. */
  readonly notify: boolean;
  /** Seconds between two summaries for a screen reader; 0 for none. */
  readonly announce: number;
  /** From which limits on something needs attention. */
  readonly thresholds: Thresholds;
  /** Columns of the list that are not shown. */
  readonly hidden: readonly string[];
}

const FIRST: Preferences = {
  theme: "auto",
  rate: "live",
  privacy: false,
  keys: true,
  notify: false,
  announce: 0,
  thresholds: USUAL,
  hidden: [],
};

export const preferences = signal<Preferences>(kept());

export function prefer(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.peek(), ...change };
}

/** Keeps the preferences from now on, and makes the theme that of the page. */
export function keepPreferences(): void {
  effect(() => {
    const { theme } = preferences.value;
    document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem(KEY, JSON.stringify(preferences.value));
    } catch {
      // A browser that keeps nothing shows the page all the same.
    }
  });
}

function kept(): Preferences {
  try {
    const kept = fields(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
    const limits = fields(kept?.["thresholds"]);
    return { ...FIRST, ...kept, thresholds: thresholdsOf((name) => limits?.[name]) };
  } catch {
    return FIRST;
  }
}
