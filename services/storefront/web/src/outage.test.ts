import { describe, expect, test } from "vitest";
import { back, begin, GRACE, lost, RELIEF, seen, standsFor, stateOf } from "./outage";

const T = 50_000;
const up = back(begin(T), T + 100, true);

describe("a loss", () => {
  test("is mentioned after five seconds, not before", () => {
    const facts = lost(up, T + 1_000);
    expect(stateOf(facts, T + 999 + GRACE)).toBe("quiet");
    expect(stateOf(facts, T + 1_000 + GRACE)).toBe("reconnecting");
  });

  test("counts from its beginning, however often an attempt fails", () => {
    const facts = lost(lost(lost(up, T + 1_000), T + 3_000), T + 5_500);
    expect(stateOf(facts, T + 1_000 + GRACE)).toBe("reconnecting");
  });

  test("counts anew when the page comes into view", () => {
    const facts = seen(lost(up, T + 1_000), T + 600_000);
    expect(stateOf(facts, T + 600_000)).toBe("quiet");
    expect(stateOf(facts, T + 600_000 + GRACE)).toBe("reconnecting");
  });

  test("includes a page that never came up", () => {
    expect(stateOf(begin(T), T + GRACE)).toBe("reconnecting");
  });
});

describe("the return", () => {
  const returned = T + 20_000;

  test("after a mentioned loss is good news for three seconds", () => {
    const facts = back(lost(up, T + 1_000), returned, true);
    expect(stateOf(facts, returned + RELIEF - 1)).toBe("fresh");
    expect(stateOf(facts, returned + RELIEF)).toBe("quiet");
  });

  test("after a short loss is no news", () => {
    expect(stateOf(back(lost(up, T + 1_000), T + 3_000, true), T + 3_000)).toBe("quiet");
    expect(stateOf(up, T + 100)).toBe("quiet");
  });

  test("of only a part is not called up to date", () => {
    expect(stateOf(back(lost(up, T + 1_000), returned, false), returned)).toBe("quiet");
  });

  test("that is told twice stands no longer for it", () => {
    const facts = back(back(lost(up, T + 1_000), returned, true), returned + 2_000, true);
    expect(stateOf(facts, returned + RELIEF)).toBe("quiet");
  });

  test("is over with the next loss", () => {
    const facts = lost(back(lost(up, T + 1_000), returned, true), returned + 500);
    expect(stateOf(facts, returned + 500)).toBe("quiet");
  });

  test("and coming into view change nothing while all is well", () => {
    expect(stateOf(seen(up, T + 9_000), T + 90_000)).toBe("quiet");
  });
});

test("a state knows how long it stands", () => {
  const away = lost(up, T + 1_000);
  expect(standsFor(away, T + 2_000)).toBe(GRACE - 1_000);
  expect(standsFor(away, T + 1_000 + GRACE)).toBeUndefined();
  const returned = T + 20_000;
  expect(standsFor(back(away, returned, true), returned + 1_000)).toBe(RELIEF - 1_000);
  expect(standsFor(up, T + 10_000)).toBeUndefined();
});
