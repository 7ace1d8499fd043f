import { useState } from "preact/hooks";
import { minuteOf } from "../line/clock";
import { asOf } from "../line/connection";
import type { Live } from "../line/live";
import { MINUTE, type Series, seriesOf, spanOf } from "../told/history";
import { type Mark, marksOf } from "../told/marks";
import { type Past, pastOf, SPANS, type Span, spanIn } from "../told/past";
import { SPAN } from "../told/picture";
import { Chart } from "./chart";
import type { Desk } from "./dashboard";
import { LINES, type Line, lineName, valueAt } from "./lines";
import { Minutes } from "./minutes";
import { Panel } from "./panel";
import { Press } from "./press";
import { useRepeated } from "./repeated";

/** So many minutes are drawn at least, that a young shop has a line to look at. */
const LEAST = 15;

export function History({ live, address }: Desk) {
  const { span } = address.view.value;
  const [hidden, hide] = useState<ReadonlySet<Line>>(new Set());
  const [table, asTable] = useState(false);
  const [at, point] = useState<number | null>(null);
  const { series, marks, step } = useTime(live, span);
  const toggle = (line: Line) => {
    const next = new Set(hidden);
    hide(next.delete(line) ? next : next.add(line));
  };
  const when = (moment: number) => minuteOf(moment, span !== "hour");
  return (
    <Panel
      live={live}
      term="history"
      area="history"
      tools={
        <>
          <SpanChoice span={span} choose={(span) => address.adjust({ span })} />
          <button
            type="button"
            class="button button--quiet"
            aria-pressed={table}
            onClick={() => asTable(!table)}
          >
            Table
          </button>
        </>
      }
    >
      <div class="legend">
        {LINES.map((line) => (
          <Press
            key={line}
            class={`legend__line legend__line--${line}`}
            pressed={!hidden.has(line)}
            press={() => toggle(line)}
          >
            {lineName(line, step)} <b>{valueAt(series[line], at)}</b>
          </Press>
        ))}
        <span class="legend__at">{at === null ? "now" : when(series.at[at] ?? 0)}</span>
      </div>
      {table ? (
        <Minutes name={SPANS[span].name} series={series} marks={marks} step={step} when={when} />
      ) : (
        <Chart
          name={SPANS[span].name}
          when={when}
          series={series}
          overlay={{ marks, unknownSince: unknownSince(live) }}
          hidden={hidden}
          point={point}
        />
      )}
    </Panel>
  );
}

function SpanChoice({ span, choose }: { span: Span; choose: (span: Span) => void }) {
  return (
    <select
      aria-label="How far back"
      value={span}
      onChange={(event) => choose(spanIn(event.currentTarget.value))}
    >
      {Object.entries(SPANS).map(([key, { name }]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
  );
}

function unknownSince(live: Live): number | undefined {
  return asOf(live.state.value) ?? live.board.pausedAt.value;
}

/** So many steps are drawn of a longer time until the server has told its own. */
const FIRST = 288;

interface Time {
  readonly series: Series;
  readonly marks: readonly Mark[];
  /** The time that a point stands for. */
  readonly step: number;
}

/** The lines of a span, its marks with them. */
function useTime(live: Live, span: Span): Time {
  const { stats, history, marks, shop } = live.board.shown.value;
  const past = usePast(live, span);
  const now = live.now.value;
  const present = unknownSince(live) === undefined ? stats : undefined;
  if (span === "hour") {
    const series = seriesOf(history, present, now, spanOf(history, now, LEAST, SPAN));
    return { series, marks, step: MINUTE };
  }
  const { points, step } = past ?? { points: [], step: SPANS[span].back / FIRST };
  const series = seriesOf(points, present, now, SPANS[span].back / step, step);
  return { series, marks: marksOf(points, [], shop?.products ?? []), step };
}

/** A longer time is asked for so often, and whenever the line comes back. */
const EVERY = MINUTE;

function usePast(live: Live, span: Span): Past | undefined {
  const [read, show] = useState<{ span: Span; past: Past | undefined }>();
  const longer = span === "hour" ? undefined : span;
  useRepeated(live, longer, EVERY, async () =>
    show({ span, past: pastOf(await live.ask("past", { span })) }),
  );
  return read?.span === span ? read.past : undefined;
}
