// What a reader prefers, kept in this browser.
import { effect, signal } from "@preact/signals";
import type { Rate } from "./board";

const KEY = "footfall";

export interface Preferences {
  readonly theme: "auto" | "light" | "dark";
  readonly rate: Rate;
  /** Handles and money are hidden, as for a shared screen. */
  readonly privacy: boolean;
  /** Single keys are shortcuts. */
  readonly keys: boolean;
  /** Columns of the list that are not shown. */
  readonly hidden: readonly string[];
}

const FIRST: Preferences = {
  theme: "auto",
  rate: "live",
  privacy: false,
  keys: true,
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
    return { ...FIRST, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return FIRST;
  }
}
