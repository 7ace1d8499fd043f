import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Announcer, PAUSE } from "./announcer";

let said: string[] = [];
let announcer: Announcer;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  announcer = new Announcer((text) => said.push(text));
});

afterEach(() => {
  vi.useRealTimers();
});

test("the first is said at once, the rest together when the pause is over", () => {
  announcer.say("One.");
  announcer.say("Two.");
  announcer.say("Three.");
  announcer.say("Two.");
  expect(said).toEqual(["One."]);
  vi.advanceTimersByTime(PAUSE);
  expect(said).toEqual(["One.", "Two. Three."]);
});

test("a flood is at most one announcement in five seconds", () => {
  for (let i = 0; i < 300; i++) {
    announcer.say(`Number ${i}.`);
    vi.advanceTimersByTime(100);
  }
  expect(said.filter(Boolean).length).toBe(30_000 / PAUSE + 1);
});

test("the region is empty again afterwards, so the same words can be said again", () => {
  announcer.say("One.");
  vi.advanceTimersByTime(PAUSE);
  expect(said).toEqual(["One.", ""]);
  expect(vi.getTimerCount()).toBe(0);
  announcer.say("One.");
  expect(said).toEqual(["One.", "", "One."]);
});
