import { expect, test } from "vitest";
import { Activity, KEPT } from "./activity";

const at = "2026-11-24T10:42:07Z";

test("events are kept newest first, and what is none is left out", () => {
  const activity = new Activity();
  activity.add({
    events: [
      { at, handle: "a", kind: "joined", page: "/" },
      { at, handle: "a", kind: "added", item_id: 14 },
      { at, handle: "a", kind: "exploded" },
      { at: "soon", handle: "a", kind: "left" },
      null,
    ],
  });
  activity.add("nothing");
  expect(activity.events).toMatchObject([
    { kind: "added", item: 14, page: undefined },
    { kind: "joined", item: undefined, page: "/" },
  ]);
  expect(activity.told).toBe(2);
});

test("only so many are kept, the newest", () => {
  const activity = new Activity();
  for (let i = 0; i < KEPT + 10; i++) {
    activity.add({ events: [{ at, handle: `h${i}`, kind: "joined" }] });
  }
  expect(activity.events).toHaveLength(KEPT);
  expect(activity.events[0]?.handle).toBe(`h${KEPT + 9}`);
});
