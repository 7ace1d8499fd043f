import { useEffect, useRef, useState } from "preact/hooks";
import { parts } from "../carts/query";
import { alertsOf } from "../reading/attention";
import { preferences } from "../reading/preferences";
import { alarm, announcement, matching, standing, summary } from "../reading/wording";
import type { Desk } from "./dashboard";
import { kindOf } from "./kind";

/**
 * What a screen reader is told. Both regions stand empty in the page from the
 * start: one that comes with its text is not read.
 */
export function Announcer(desk: Desk) {
  const [said, say] = useState("");
  useStates(desk, say);
  useMatches(desk, say);
  useSummaries(desk, say);
  return (
    <>
      <p class="unseen" id="announced" role="status" aria-atomic="true">
        {said}
      </p>
      <p class="unseen" id="alarm" role="alert">
        {alarm(desk.live.state.value)}
      </p>
    </>
  );
}

type Say = (text: string) => void;

/** Each state once, when it begins. */
function useStates({ live }: Desk, say: Say): void {
  const line = live.state.value;
  const kind = kindOf(live);
  const text =
    kind === line.kind
      ? announcement(line, live.now.value)
      : standing(kind, live.board.pausedAt.value);
  useEffect(() => {
    if (text !== undefined) {
      say(text);
    }
  }, [text]);
}

/** How many carts a filter leaves, once nobody types any more. */
const SETTLED = 1_000;

function useMatches({ live, address }: Desk, say: Say): void {
  const { filter } = address.view.value.query;
  const key = JSON.stringify(filter);
  const listing = live.carts.listing.value;
  const before = useRef({ key, listing });
  if (before.current.key !== key) {
    before.current = { key, listing };
  }
  const answered = listing !== before.current.listing;
  useEffect(() => {
    if (!answered || parts(filter).length === 0) {
      return;
    }
    const all = live.board.shown.peek().stats?.carts;
    const tell = () => say(matching(live.carts.listing.peek()?.total ?? 0, all));
    const wait = setTimeout(tell, SETTLED);
    return () => clearTimeout(wait);
  }, [key, answered]);
}

/** The figures now and then, for whoever asked for it. */
function useSummaries({ live }: Desk, say: Say): void {
  const { announce } = preferences.value;
  useEffect(() => {
    if (announce === 0) {
      return;
    }
    const tell = () => {
      const shown = live.board.shown.peek();
      const { thresholds } = preferences.peek();
      const alerts = alertsOf(shown, live.probe.found.peek(), thresholds, live.moment);
      say(summary(shown.stats, alerts.length));
    };
    const telling = setInterval(tell, 1_000 * announce);
    return () => clearInterval(telling);
  }, [live, announce]);
}
