import { type Alert, alertsOf } from "../reading/attention";
import { preferences } from "../reading/preferences";
import { heard, snooze, snoozeNothing } from "../reading/snoozes";
import type { Desk } from "./dashboard";
import { UNKNOWN } from "./figure";
import { Limits } from "./limits";
import { Panel } from "./panel";
import { Tools } from "./press";
import { reveal } from "./reveal";

export function Attention({ live, address }: Desk) {
  const shown = live.board.shown.value;
  const now = live.moment;
  const { thresholds } = preferences.value;
  const all = alertsOf(shown, live.probe.found.value, thresholds, now);
  const alerts = heard(all, now);
  const see = (alert: Alert) => {
    address.go({ query: alert.query ?? address.view.peek().query, cart: undefined });
    reveal("list-title");
  };
  return (
    <Panel live={live} term="attention" area="attention" id="needs-attention" from={["shop"]}>
      {alerts.length === 0 ? (
        <p class={`nothing ${shown.stats ? "calm" : ""}`}>
          {shown.stats ? "Nothing needs attention." : UNKNOWN}
        </p>
      ) : (
        <ul class="alerts">
          {alerts.map((alert) => (
            <AlertRow key={alert.id} alert={alert} see={see} snooze={() => snooze(alert.id, now)} />
          ))}
        </ul>
      )}
      <Tools>
        <footer class="attention__foot">
          {all.length > alerts.length && (
            <button type="button" class="link" onClick={snoozeNothing}>
              Show {all.length - alerts.length} snoozed
            </button>
          )}
          <Limits live={live} />
        </footer>
      </Tools>
    </Panel>
  );
}

interface RowProps {
  readonly alert: Alert;
  readonly see: (alert: Alert) => void;
  readonly snooze: () => void;
}

function AlertRow({ alert, see, snooze }: RowProps) {
  return (
    <li class={`alert alert--${alert.tone}`}>
      <svg class="alert__sign" viewBox="0 0 16 16" aria-hidden="true">
        {alert.tone === "bad" ? (
          <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />
        ) : (
          <path d="M8 1l7.5 14H.5z" />
        )}
      </svg>
      <div class="alert__text">
        <strong>{alert.title}</strong>
        <p>{alert.detail}</p>
      </div>
      <Tools>
        <div class="alert__tools">
          {alert.query && (
            <button type="button" class="button button--quiet" onClick={() => see(alert)}>
              See<span class="unseen"> carts: {alert.title}</span>
            </button>
          )}
          <button
            type="button"
            class="button button--quiet"
            title="Not for 15 minutes"
            onClick={snooze}
          >
            <span aria-hidden="true">×</span>
            <span class="unseen">Not for 15 minutes: {alert.title}</span>
          </button>
        </div>
      </Tools>
    </li>
  );
}
