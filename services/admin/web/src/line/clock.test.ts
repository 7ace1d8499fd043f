import { afterEach, expect, test, vi } from "vitest";
import { Clock } from "./clock";

afterEach(() => void vi.useRealTimers());

test("ages follow the server's clock, however wrong the browser's is", () => {
  vi.useFakeTimers({ now: 5_000_000 });
  const clock = new Clock();
  expect(clock.now()).toBe(5_000_000);
  clock.set(8_600_000);
  vi.advanceTimersByTime(1_000);
  expect(clock.now()).toBe(8_601_000);
});

test("the delay of a message does not make the clock tremble", () => {
  vi.useFakeTimers({ now: 5_000_000 });
  const clock = new Clock();
  clock.set(8_600_000);
  clock.set(8_599_600);
  expect(clock.now()).toBe(8_600_000);
});
