// Alerts that a reader does not want to hear of for a while, in this page.
import { signal } from "@preact/signals";
import type { Alert } from "./attention";

const SNOOZE = 15 * 60_000;

/** By the alert's id: until when. */
export const snoozes = signal<ReadonlyMap<string, number>>(new Map());

export function snooze(id: string, now: number): void {
  snoozes.value = new Map(snoozes.peek()).set(id, now + SNOOZE);
}

export function snoozeNothing(): void {
  snoozes.value = new Map();
}

/** The alerts that are to be heard. */
export function heard(alerts: readonly Alert[], now: number): Alert[] {
  return alerts.filter(({ id }) => (snoozes.value.get(id) ?? 0) <= now);
}
