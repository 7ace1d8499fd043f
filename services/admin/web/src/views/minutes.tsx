import type { Series } from "../told/history";
import { eventsIn, type Mark } from "../told/marks";
import { LINES, lineName, valueAt } from "./lines";
import { Scroll } from "./scroll";

interface Props {
  /** Which time it is. */
  readonly name: string;
  readonly series: Series;
  readonly marks: readonly Mark[];
  /** The time that a row stands for. */
  readonly step: number;
  readonly when: (at: number) => string;
}

/** The chart in numbers, newest first. */
export function Minutes({ name, series, marks, step, when }: Props) {
  const rows = [...series.at.keys()].reverse();
  const last = series.at.length - 1;
  /** The last row is the present: all that came after the step before it. */
  const begin = (i: number) => (i === last ? (series.at[i - 1] ?? 0) + step : (series.at[i] ?? 0));
  const end = (i: number) => (i === last ? Number.POSITIVE_INFINITY : begin(i + 1));
  return (
    <Scroll class="minutes" label={`${name} in numbers`}>
      <table class="counts counts--many">
        <thead>
          <tr>
            <th scope="col">Time</th>
            {LINES.map((line) => (
              <th key={line} scope="col">
                {lineName(line, step)}
              </th>
            ))}
            <th scope="col">Events</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((i) => (
            <tr key={i}>
              <th scope="row">{when(series.at[i] ?? 0)}</th>
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
