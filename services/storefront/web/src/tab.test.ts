// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { store } from "./stored";
import { Tab } from "./tab";

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, "", "/checkout?from=list#top");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("each join has the next number of the same page load", () => {
  const tab = new Tab();
  const names = [1, 2, 3].map(() => (tab.params() as { tab: string }).tab);
  const id = names[0]?.split(".")[0];
  expect(names).toEqual([`${id}.1`, `${id}.2`, `${id}.3`]);
  expect(names[0]).toMatch(/^[A-Za-z0-9_-]{8,32}\.[0-9]{1,9}$/);
  expect((new Tab().params() as { tab: string }).tab).not.toContain(id);
});

test("the page is its path, the token is the one stored last", () => {
  const tab = new Tab();
  expect(tab.params()).toEqual({ page: "/checkout", tab: expect.any(String) });
  store("token-1");
  store("token-2");
  expect(tab.params()).toMatchObject({ serialized: "token-2" });
});

test("a token that cannot be ours is not told", () => {
  store("x".repeat(4097));
  expect(new Tab().params()).not.toHaveProperty("serialized");
});

test("a browser that keeps nothing still joins", () => {
  const broken = () => {
    throw new Error("forbidden");
  };
  vi.stubGlobal("localStorage", { getItem: broken, setItem: broken });
  store("token-1");
  expect(new Tab().params()).toEqual({ page: "/checkout", tab: expect.any(String) });
});
