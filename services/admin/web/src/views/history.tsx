import { useState } from "preact/hooks";
import { clockTime } from "../line/clock";
import { asOf } from "../line/connection";
import type { Live } from "../line/live";
import { number } from "../reading/numbers";
import { MINUTE, type Series, seriesOf, spanOf } from "../told/history";
import { eventsIn, type Mark } from "../told/marks";
import { SPAN } from "../told/picture";
import { Chart } from "./chart";
import { UNKNOWN } from "./figure";
import { LINE_NAMES, LINES, type Line } from "./lines";
import { Panel } from "./panel";
import { Scroll } from "./scroll";

/** So many minutes are drawn at least, that a young shop has a line to look at. */
const LEAST = 15;

export function History({ live }: { live: Live }) {
  const { stats, history, marks } = live.board.shown.value;
  const [hidden, hide] = useState<ReadonlySet<Line>>(new Set());
  const [table, asTable] = useState(false);
  const [at, point] = useState<number | null>(null);
  const known = asOf(live.state.value) ?? live.board.pausedAt.value;
  const now = live.now.value;
  const span = spanOf(history, now, LEAST, SPAN);
  const series = seriesOf(history, known === undefined ? stats : undefined, now, span);
  const toggle = (line: Line) => {
    const next = new Set(hidden);
    hide(next.delete(line) ? next : next.add(line));
  };
  return (
    <Panel
      live={live}
      term="history"
      area="history"
      tools={
        <button
          type="button"
          class="button button--quiet"
          aria-pressed={table}
          onClick={() => asTable(!table)}
        >
          Table
        </button>
      }
    >
      <div class="legend">
        {LINES.map((line) => (
          <button
            key={line}
            type="button"
            class={`legend__line legend__line--${line}`}
            aria-pressed={!hidden.has(line)}
            onClick={() => toggle(line)}
          >
            {LINE_NAMES[line]} <b>{valueAt(series[line], at)}</b>
          </button>
        ))}
        <span class="legend__at">
          {at === null ? "now" : clockTime(series.at[at] ?? 0).slice(0, 5)}
        </span>
      </div>
      {table ? (
        <Minutes series={series} marks={marks} />
      ) : (
        <Chart
          series={series}
          overlay={{ marks, unknownSince: known }}
          hidden={hidden}
          point={point}
        />
      )}
    </Panel>
  );
}

function valueAt(line: readonly (number | null)[], at: number | null): string {
  const value = at === null ? (line.findLast((one) => one !== null) ?? null) : line[at];
  return value == null ? UNKNOWN : number(value);
}

/** The chart in numbers, newest first. */
function Minutes({ series, marks }: { series: Series; marks: readonly Mark[] }) {
  const rows = [...series.at.keys()].reverse();
  /** The last row is the present: all that came after the minute before it. */
  const begin = (i: number) => {
    const present = i === series.at.length - 1;
    return present ? (series.at[i - 1] ?? 0) + MINUTE : (series.at[i] ?? 0);
  };
  const end = (i: number) => (i === series.at.length - 1 ? Number.POSITIVE_INFINITY : begin(i + 1));
  return (
    <Scroll class="minutes" label="The last hour in numbers">
      <table class="counts counts--many">
        <thead>
          <tr>
            <th scope="col">Time</th>
            {LINES.map((line) => (
              <th key={line} scope="col">
                {LINE_NAMES[line]}
              </th>
            ))}
            <th scope="col">Events</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((i) => (
            <tr key={i}>
              <th scope="row">{clockTime(series.at[i] ?? 0).slice(0, 5)}</th>
              {LINES.map((line) => (
                <td key={line}>{valueAt(series[line], i)}</td>
              ))}
              <td class="minutes__events">{eventsIn(marks, begin(i), end(i))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
