import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NOTHING } from "../told/picture";
import { Board } from "./board";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

/** A board of a shop that changes all the time, and how often it was drawn. */
function busy() {
  const drawn = { times: 0 };
  const board = new Board(() => {
    drawn.times++;
    return { ...NOTHING, stats: {} as never };
  });
  const pass = (ms: number, each: () => void = () => undefined) => {
    for (let left = ms; left > 0; left -= 50) {
      board.changed();
      each();
      vi.advanceTimersByTime(50);
    }
  };
  pass(1_000);
  drawn.times = 0;
  return { board, drawn, pass };
}

test("figures are drawn four times a second at most", () => {
  const { drawn, pass } = busy();
  pass(2_000);
  expect(drawn.times).toBe(8);
});

test("while somebody scrolls the figures wait, but not for longer than a second", () => {
  const { board, drawn, pass } = busy();
  pass(3_000, () => board.scrolled());
  expect(drawn.times).toBe(3);
});

test("a moment after the last step of scrolling the figures are drawn", () => {
  const { board, drawn, pass } = busy();
  pass(400, () => board.scrolled());
  expect(drawn.times).toBe(0);
  pass(200);
  expect(drawn.times).toBe(1);
});
