import { useEffect, useState } from "preact/hooks";
import { type Alert, alertsOf } from "../reading/attention";
import { News } from "../reading/news";
import { prefer, preferences } from "../reading/preferences";
import { heard } from "../reading/snoozes";
import type { Desk } from "./dashboard";
import { Switch } from "./settings";

/** Alerts are looked for so often; a browser may do it less often for a page behind others. */
const EVERY = 5_000;

/** Lets the browser tell what needs attention while nobody sees the page. */
export function Notifier({ live, address }: Desk) {
  const { notify } = preferences.value;
  useEffect(() => {
    if (!notify) {
      return;
    }
    const news = new News();
    const look = (seen: boolean) => {
      const now = live.clock.now();
      const { thresholds } = preferences.peek();
      const alerts = alertsOf(live.glance(), live.probe.found.peek(), thresholds, now);
      for (const alert of news.of(heard(alerts, now), seen)) {
        tell(alert, address);
      }
    };
    const change = () => look(true); // what stood there until now was seen
    change();
    const timer = setInterval(() => look(document.visibilityState === "visible"), EVERY);
    document.addEventListener("visibilitychange", change);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", change);
    };
  }, [live, address, notify]);
  return null;
}

function tell({ id, title, detail, query }: Alert, address: Desk["address"]): void {
  if (Notification.permission !== "granted") {
    return;
  }
  const told = new Notification(title, { body: detail, tag: id });
  told.onclick = () => {
    window.focus();
    if (query) {
      address.go({ query, cart: undefined });
    }
  };
}

const HINT = "While this page is not seen. Nothing is sent to anybody else.";
const NONE = "This browser shows none for a page that came over plain HTTP, or at all.";
const REFUSED = "The browser refuses. Allow notifications of this site in its settings.";

/** Whether the browser tells of alerts; it is asked for leave when this is turned on. */
export function NotifySwitch() {
  const [refused, refuse] = useState("");
  const turn = async (on: boolean) => {
    const leave = on ? await permission() : "granted";
    refuse(leave === "granted" ? "" : leave === undefined ? NONE : REFUSED);
    prefer({ notify: on && leave === "granted" });
  };
  return (
    <Switch
      name="Notify me of what needs attention"
      hint={refused || HINT}
      on={preferences.value.notify}
      turn={(on) => void turn(on)}
    />
  );
}

/** What the browser allows; undefined where it has no notifications. */
async function permission(): Promise<NotificationPermission | undefined> {
  return isSecureContext && "Notification" in window ? Notification.requestPermission() : undefined;
}
