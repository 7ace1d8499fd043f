import { useEffect } from "preact/hooks";
import { preferences } from "../reading/preferences";
import type { Desk } from "./dashboard";

/** Single keys: / searches, p pauses, ? explains. They can be switched off. */
export function useShortcuts({ live }: Desk): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.closest("input, select, dialog");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || !preferences.value.keys) {
        return;
      }
      const act = ACTIONS[event.key];
      if (act) {
        event.preventDefault();
        act(live);
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [live]);
}

const ACTIONS: Readonly<Record<string, (live: Desk["live"]) => void>> = {
  "/": () => document.getElementById("search")?.focus(),
  p: togglePause,
  "?": () => openDialog("definitions"),
};

export function togglePause(live: Desk["live"]): void {
  if (live.board.pausedAt.value === undefined) {
    live.board.pause(live.clock.now());
    live.carts.pause(true);
  } else {
    live.carts.pause(false);
    live.board.resume();
  }
}

export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) {
    dialog.showModal();
  }
}
