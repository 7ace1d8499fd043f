import { afterEach, expect, test, vi } from "vitest";
import { Backoff, STABLE, span } from "./backoff";

afterEach(() => {
  vi.restoreAllMocks();
});

test("the first tries are fast, the last ten seconds apart at most", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 99].map(span)).toEqual([
    300, 600, 1_200, 2_400, 4_800, 9_600, 10_000, 10_000,
  ]);
});

test("a wait is any part of the span", () => {
  const random = vi.spyOn(Math, "random");
  random.mockReturnValueOnce(0).mockReturnValueOnce(0.5).mockReturnValueOnce(0.999);
  const backoff = new Backoff();
  expect([1, 2, 3].map(() => Math.round(backoff.wait(0)))).toEqual([0, 300, 1_199]);
});

test("only a connection that held begins anew", () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  const backoff = new Backoff();
  backoff.wait(0);
  backoff.opened(1_000);
  expect(backoff.wait(1_000 + STABLE - 1)).toBe(600);
  backoff.opened(30_000);
  expect(backoff.wait(30_000 + STABLE)).toBe(300);
  expect(backoff.wait(90_000)).toBe(600);
});
