import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Watch } from "./watch";

let shown: string[] = [];
let watch: Watch;

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  watch = new Watch((state) => shown.push(state));
  watch.back(true);
});

afterEach(() => {
  vi.useRealTimers();
});

test("a loss is told once, the return for a while", () => {
  watch.lost();
  vi.advanceTimersByTime(4_999);
  watch.lost();
  expect(shown).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(shown).toEqual(["reconnecting"]);
  watch.back(true);
  expect(shown).toEqual(["reconnecting", "fresh"]);
  vi.advanceTimersByTime(3_000);
  expect(shown).toEqual(["reconnecting", "fresh", "quiet"]);
});

test("a line that goes up and down quickly says nothing", () => {
  for (let i = 0; i < 20; i++) {
    watch.lost();
    vi.advanceTimersByTime(4_000);
    watch.back(true);
    vi.advanceTimersByTime(500);
  }
  expect(shown).toEqual([]);
});

test("a page that was hidden gets its five seconds when it comes into view", () => {
  watch.lost();
  vi.advanceTimersByTime(60_000);
  watch.seen();
  expect(shown).toEqual(["reconnecting", "quiet"]);
  vi.advanceTimersByTime(5_000);
  expect(shown).toEqual(["reconnecting", "quiet", "reconnecting"]);
});

test("once all is well no timer runs", () => {
  expect(vi.getTimerCount()).toBe(0);
});
