// How the chart is drawn: lines of carts, bars of orders, marks across them.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { minuteOf } from "../line/clock";
import type { Series } from "../told/history";
import type { Mark } from "../told/marks";
import { LINES } from "./lines";

/** What is drawn over the lines. */
export interface Overlay {
  readonly marks: readonly Mark[];
  /** Since when nothing is known; undefined while the line is live. */
  readonly unknownSince: number | undefined;
}

export function plotInto(
  root: HTMLElement,
  series: Series,
  overlay: () => Overlay,
  point: (index: number | null) => void,
): uPlot {
  const color = (name: string) => getComputedStyle(root).getPropertyValue(name).trim();
  const line = (name: string, width: number, fill?: string): uPlot.Series => ({
    stroke: () => color(name),
    width,
    spanGaps: false,
    points: { show: true, filter: alone },
    ...(fill && { fill: () => color(fill) }),
  });
  const axis: uPlot.Axis = {
    stroke: () => color("--muted"),
    font: `12px ${color("--font")}`,
    grid: { stroke: () => color("--hairline"), width: 1 },
    ticks: { show: false },
  };
  const options: uPlot.Options = {
    width: root.clientWidth,
    height: root.clientHeight,
    padding: [20, 12, 4, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      y: { range: fromZero },
      orders: { range: (_, __, top) => [0, Math.max(5, 3 * top)] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        gap: 8,
        space: (u) => (isLong(u) ? 90 : 60),
        values: (u, at) => at.map((s) => minuteOf(s * 1000, isLong(u))),
      },
      { ...axis, size: 48, values: (_, all) => all.map((n) => whole.format(n)), incrs: WHOLE },
    ],
    series: [
      {},
      line("--line-carts", 2, "--fill-carts"),
      line("--line-cart", 2),
      line("--line-checkout", 2),
      {
        scale: "orders",
        stroke: () => color("--line-sold"),
        fill: () => color("--fill-sold"),
        width: 0,
        points: { show: false },
        ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.6, 14] }) }),
      },
    ],
    hooks: {
      drawClear: [(u) => shade(u, overlay().unknownSince, color("--hairline"))],
      draw: [(u) => mark(u, overlay().marks, color)],
      setCursor: [(u) => point(u.cursor.idx ?? null)],
    },
  };
  return new uPlot(options, dataOf(series), root);
}

const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5];
const whole = new Intl.NumberFormat("en-US", { notation: "compact" });

/** Whether times need their day. */
function isLong({ scales: { x } }: uPlot): boolean {
  return (x?.max ?? 0) - (x?.min ?? 0) > 12 * 3_600;
}

function fromZero(_: uPlot, __: number, top: number): uPlot.Range.MinMax {
  return [0, Math.max(5, top * 1.15)];
}

/** A point between two gaps would be no line at all. */
function alone(u: uPlot, series: number): number[] {
  const data = u.data[series] ?? [];
  return [...data.keys()].filter(
    (i) => data[i] != null && data[i - 1] == null && data[i + 1] == null,
  );
}

export function dataOf(series: Series): uPlot.AlignedData {
  const at = series.at.map((ms) => ms / 1000);
  return [at, ...LINES.map((line) => [...series[line]])] as unknown as uPlot.AlignedData;
}

/** Hatches the time of which nothing is known. */
function shade(u: uPlot, since: number | undefined, color: string): void {
  if (since === undefined) {
    return;
  }
  const { ctx, bbox } = u;
  const left = Math.max(bbox.left, u.valToPos(since / 1000, "x", true));
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, Math.max(4, right - left), bbox.height);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.lineWidth = 3;
  for (let x = left - bbox.height; x < right; x += 10) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
    ctx.stroke();
  }
  ctx.restore();
}

const TONES: Readonly<Record<Mark["kind"], string>> = {
  released: "--ok",
  sold_out: "--warn",
  lost: "--bad",
};

/** Draws each mark as a line with its name; names that would overlap are left to the table. */
function mark(u: uPlot, marks: readonly Mark[], color: (name: string) => string): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * ratio}px ${getComputedStyle(u.over).getPropertyValue("--font")}`;
  ctx.lineWidth = ratio;
  let free = bbox.left;
  for (const { at, kind, label } of marks) {
    const x = u.valToPos(at / 1000, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) {
      continue;
    }
    ctx.strokeStyle = ctx.fillStyle = color(TONES[kind]);
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const width = ctx.measureText(label).width;
    const from = Math.min(x - width / 2, bbox.left + bbox.width - width);
    if (from >= free) {
      ctx.fillText(label, from, bbox.top - 5 * ratio);
      free = from + width + 8 * ratio;
    }
  }
  ctx.restore();
}
