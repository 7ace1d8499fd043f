import { expect, test, vi } from "vitest";
import { Carts } from "./carts";
import { EVERYTHING } from "./query";

/** A server that answers when it is told to. */
function desk() {
  const asked: Record<string, unknown>[] = [];
  const waiting: ((answer: unknown) => void)[] = [];
  const at = { now: 0 };
  const carts = new Carts(
    (request) => {
      asked.push(request as Record<string, unknown>);
      return new Promise((resolve) => waiting.push(resolve));
    },
    () => at.now,
  );
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  const answer = async (handles: string, total = handles.length, offset = 0) => {
    await settled();
    waiting.shift()?.(windowFor(asked.at(-1)?.["id"], handles, total, offset));
    await settled();
  };
  const unknown = async () => {
    await settled();
    waiting.shift()?.({ id: asked.at(-1)?.["id"], offset: 0, total: null, rows: [] });
    await settled();
  };
  return { carts, asked, answer, unknown, at };
}

function windowFor(id: unknown, handles: string, total = handles.length, offset = 0) {
  return { id, offset, total, rows: [...handles].map((handle) => ({ handle })) };
}

const shows = (carts: Carts) =>
  carts.listing.value?.slots.map(({ row }) => row.handle).join("") ?? "nothing";

test("the last of several wishes is what is asked for", async () => {
  const { carts, asked, answer } = desk();
  carts.show(EVERYTHING);
  carts.show({ ...EVERYTHING, sort: "tabs" });
  carts.show({ ...EVERYTHING, sort: "page" });
  await answer("ab");
  expect(asked.map(({ sort }) => sort)).toEqual(["page"]);
  expect(shows(carts)).toBe("ab");
});

test("rows of a window that is no longer wanted change nothing", async () => {
  const { carts, asked, answer } = desk();
  carts.show(EVERYTHING);
  await answer("ab");
  const first = asked.at(-1)?.["id"];
  carts.show({ ...EVERYTHING, sort: "tabs" });
  carts.told(windowFor(first, "zz"));
  await answer("cd");
  expect(shows(carts)).toBe("cd");
  carts.told(windowFor(first, "zz"));
  expect(shows(carts)).toBe("cd");
  carts.told(windowFor(asked.at(-1)?.["id"], "dc"));
  expect(shows(carts)).toBe("dc");
});

test.each([false, true])(
  "who asks before anything is known is told later; paused: %s",
  async (paused) => {
    const { carts, asked, unknown } = desk();
    carts.show(EVERYTHING);
    carts.pause(paused);
    await unknown();
    expect(shows(carts)).toBe("nothing");
    carts.told(windowFor(asked.at(-1)?.["id"], "ab"));
    expect(shows(carts)).toBe("ab");
    carts.told(windowFor(asked.at(-1)?.["id"], "cd"));
    expect(shows(carts)).toBe(paused ? "ab" : "cd");
    expect(asked).toHaveLength(1);
  },
);

test("a look at other carts leaves the list as it is, and its window too", async () => {
  const { carts, asked, answer } = desk();
  carts.show(EVERYTHING);
  await answer("ab");
  const standing = asked.at(-1)?.["id"];
  const peeked = carts.peek({ ...EVERYTHING, filter: { stage: "checkout" } }, 50);
  carts.told(windowFor(standing, "abc"));
  await answer("z", 12);
  expect((await peeked).total).toBe(12);
  expect(shows(carts)).toBe("abc");
  expect(asked.map(({ filter, once }) => ({ filter, once }))).toEqual([
    { filter: {}, once: undefined },
    { filter: { stage: "checkout" }, once: true },
  ]);
});

test("while somebody reads no row moves, and applying or leaving shows the new order", async () => {
  const { carts, asked, answer } = desk();
  carts.show(EVERYTHING);
  await answer("abc");
  const push = (handles: string) => carts.told(windowFor(asked.at(-1)?.["id"], handles));
  carts.reading(true);
  push("cba");
  expect(shows(carts)).toBe("abc");
  expect(carts.listing.value?.outdated).toBe(true);
  carts.apply();
  expect(shows(carts)).toBe("cba");
  push("bac");
  carts.reading(false);
  expect(shows(carts)).toBe("bac");
});

test("while it is paused nothing changes but what the reader asks for", async () => {
  const { carts, asked, answer } = desk();
  carts.show(EVERYTHING);
  await answer("abc");
  carts.pause(true);
  carts.told(windowFor(asked.at(-1)?.["id"], "abcd"));
  expect(shows(carts)).toBe("abc");
  carts.show({ ...EVERYTHING, filter: { stage: "cart" } });
  await answer("a");
  expect(shows(carts)).toBe("a");
  carts.told(windowFor(asked.at(-1)?.["id"], "ax"));
  carts.pause(false);
  expect(shows(carts)).toBe("ax");
});

test("a new join while it is paused changes nothing either, but scrolling does", async () => {
  const { carts, asked, answer } = desk();
  carts.show(EVERYTHING);
  await answer("abc", 1_000);
  carts.pause(true);
  carts.resume();
  await answer("xbc", 1_000);
  expect(shows(carts)).toBe("abc");
  carts.told(windowFor(asked.at(-1)?.["id"], "xyc", 1_000));
  expect(shows(carts)).toBe("abc");
  carts.see(300, 20);
  await answer("def", 1_000, 260);
  expect(shows(carts)).toBe("def");
  carts.pause(false);
  expect(shows(carts)).toBe("def");
});

test("only what was asked for anew is another list, to be read from its beginning", async () => {
  const { carts, asked, answer } = desk();
  carts.show(EVERYTHING);
  await answer("ab");
  const edition = carts.listing.value?.edition;
  carts.told(windowFor(asked.at(-1)?.["id"], "ba"));
  carts.see(300, 20);
  await answer("cd", 1_000, 260);
  expect(carts.listing.value?.edition).toBe(edition);
  carts.show({ ...EVERYTHING, sort: "tabs" });
  await answer("dc");
  expect(carts.listing.value?.edition).not.toBe(edition);
});

test("scrolling asks only for what is not there", async () => {
  const { carts, asked, answer } = desk();
  carts.show(EVERYTHING);
  await answer("abc", 1_000);
  carts.see(0, 20);
  carts.see(30, 20);
  await answer("");
  expect(asked).toHaveLength(1);
  carts.see(300, 20);
  await answer("xyz", 1_000);
  expect(asked.at(-1)).toMatchObject({ offset: 260, limit: 100 });
});

test("scrolling on asks before the rows that are there have all been seen", async () => {
  const { carts, asked, answer } = desk();
  carts.show(EVERYTHING);
  await answer("abc", 1_000);
  carts.see(45, 20);
  await answer("abc", 1_000, 5);
  expect(asked.at(-1)).toMatchObject({ offset: 5, limit: 100 });
  carts.see(20, 20);
  await answer("abc", 1_000);
  expect(asked.at(-1)).toMatchObject({ offset: 0, limit: 100 });
  carts.see(70, 20);
  await answer("abc", 110, 30);
  expect(asked.at(-1)).toMatchObject({ offset: 30, limit: 100 });
  carts.see(100, 20); // the last row is there
  await answer("");
  expect(asked).toHaveLength(4);
});

test("carts that grow old enough come into a list of old ones by themselves", async () => {
  const { carts, asked, answer, at } = desk();
  carts.show({ ...EVERYTHING, filter: { stay: 5 } });
  await answer("a");
  at.now = 9_000;
  carts.tick();
  await answer("");
  expect(asked).toHaveLength(1);
  at.now = 10_000;
  carts.tick();
  await answer("ab");
  expect(asked).toHaveLength(2);
  expect(shows(carts)).toBe("ab");
  carts.show(EVERYTHING);
  await answer("abc");
  at.now = 100_000;
  carts.tick();
  await answer("");
  expect(asked).toHaveLength(3);
});

test("a refusal is kept to be shown, until there is an answer", async () => {
  let refuse = true;
  const carts = new Carts(async (request) => {
    if (refuse) {
      throw new Error("rate_limited");
    }
    return windowFor((request as { id: number }).id, "a");
  }, Date.now);
  carts.show(EVERYTHING);
  await new Promise((resolve) => setTimeout(resolve));
  expect(carts.refused.value).toBe("rate_limited");
  refuse = false;
  carts.resume();
  await new Promise((resolve) => setTimeout(resolve));
  expect(carts.refused.value).toBeUndefined();
  expect(shows(carts)).toBe("a");
});

test("a list that was refused is asked for again by itself", async () => {
  const at = { now: 0 };
  let asked = 0;
  const ask = () => (asked++ === 0 ? Promise.reject(new Error("timeout")) : Promise.resolve(first));
  const first = windowFor(2, "ab");
  const carts = new Carts(ask, () => at.now);
  carts.show(EVERYTHING);
  await vi.waitUntil(() => carts.refused.value === "timeout");
  carts.tick();
  expect(asked).toBe(1);
  at.now += 10_000;
  carts.tick();
  await vi.waitUntil(() => shows(carts) === "ab");
  expect(carts.refused.value).toBeUndefined();
});
