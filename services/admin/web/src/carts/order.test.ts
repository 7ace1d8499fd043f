import { expect, test } from "vitest";
import { held, inOrder, type Listing } from "./order";
import { windowOf } from "./row";

const arrived = (handles: string, offset = 0, total = 100) => {
  const rows = [...handles].map((handle) => ({ handle, tabs: offset }));
  const window = windowOf({ id: 1, offset, total, rows });
  if (!window) {
    throw new Error("no window");
  }
  return window;
};
const shows = ({ slots }: Listing) =>
  slots.map(({ row, gone }) => (gone ? `-${row.handle}` : row.handle)).join("");

test("rows keep their places while somebody reads, whatever the order is by now", () => {
  const listing = held(inOrder(arrived("abc"), 1), arrived("cab"));
  expect(shows(listing)).toBe("abc");
  expect(listing).toMatchObject({ outdated: true, fresh: 0 });
});

test("one that left stays in its place, and a new one waits", () => {
  const listing = held(inOrder(arrived("abc"), 1), arrived("xac"));
  expect(shows(listing)).toBe("a-bc");
  expect(listing).toMatchObject({ outdated: true, fresh: 1 });
});

test("values follow, and the total", () => {
  const later = {
    ...arrived("ab", 0, 7),
    rows: arrived("ab", 0).rows.map((r) => ({ ...r, tabs: 9 })),
  };
  const listing = held(inOrder(arrived("ab"), 1), later);
  expect(listing.slots.map(({ row }) => row.tabs)).toEqual([9, 9]);
  expect(listing).toMatchObject({ edition: 1, total: 7, outdated: false, fresh: 0 });
});

test("one that comes back is there again", () => {
  const without = held(inOrder(arrived("abc"), 1), arrived("ac"));
  expect(shows(without)).toBe("a-bc");
  expect(shows(held(without, arrived("abc")))).toBe("abc");
});

test("scrolling on keeps what is seen, and fills what was not there yet", () => {
  const first = held(inOrder(arrived("abcd"), 1), arrived("bacd"));
  const listing = held(first, arrived("cdef", 2));
  expect(listing.offset).toBe(2);
  expect(shows(listing)).toBe("cdef");
  expect(shows(held(first, arrived("daef", 2)))).toBe("-cdae");
});

test("a list that grows at its end shows what it grew by", () => {
  expect(shows(held(inOrder(arrived("ab", 0, 2), 1), arrived("abc", 0, 3)))).toBe("abc");
});
