import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { number } from "../reading/numbers";
import { preferences } from "../reading/preferences";
import type { Series } from "../told/history";
import { LINES, type Line } from "./lines";
import type { Overlay } from "./plot";

interface Props {
  /** Which time it shows. */
  readonly name: string;
  readonly when: (at: number) => string;
  readonly series: Series;
  readonly overlay: Overlay;
  readonly hidden: ReadonlySet<Line>;
  /** Is told which point somebody points at. */
  readonly point: (index: number | null) => void;
}

type Plot = Awaited<ReturnType<typeof load>>;

/** The present moves so often: a drawing takes longer than all other cards together. */
const DRAWN = 5_000;

/** Tells apart what is worth another drawing. */
function pictureOf({ series: { at, carts }, overlay: { marks, unknownSince } }: Props): string {
  const present = Math.floor((at.at(-1) ?? 0) / DRAWN);
  return [present, at.length, carts.at(-1) == null, marks.length, unknownSince].join();
}

/** The library is large for one picture, so the page does not wait for it. */
async function load(root: HTMLElement, props: () => Props) {
  const { plotInto, dataOf } = await import("./plot");
  const plot = plotInto(
    root,
    props().series,
    () => props().overlay,
    (index) => props().point(index),
  );
  return { plot, update: (series: Series) => plot.setData(dataOf(series)) };
}

export function Chart(props: Props) {
  const root = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const made = useRef<Plot | undefined>(undefined);
  latest.current = props;
  useEffect(() => {
    const box = root.current;
    return box ? draw(box, () => latest.current, made) : undefined;
  }, []);
  useEffect(() => made.current?.update(props.series), [pictureOf(props)]);
  useEffect(() => {
    LINES.forEach((line, i) => {
      made.current?.plot.setSeries(i + 1, { show: !props.hidden.has(line) });
    });
  }, [props.hidden]);
  return (
    <div
      class="chart"
      role="img"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move along the line
      tabIndex={0}
      ref={root}
      aria-label={summary(props)}
      onKeyDown={(event) => step(made.current, event)}
      onBlur={() => props.point(null)}
    />
  );
}

/** Keeps the drawing the size and the colours of its place; returns what ends it. */
function draw(box: HTMLDivElement, props: () => Props, made: { current: Plot | undefined }) {
  let gone = false;
  const size = () => ({ width: box.clientWidth, height: box.clientHeight });
  const resized = new ResizeObserver(() => made.current?.plot.setSize(size()));
  const recolour = () => made.current?.plot.redraw(false);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", recolour);
  const themed = effect(() => {
    preferences.value;
    requestAnimationFrame(recolour);
  });
  void load(box, props).then((plot) => {
    if (gone) {
      plot.plot.destroy();
    } else {
      made.current = plot;
      resized.observe(box);
    }
  });
  return () => {
    gone = true;
    themed();
    dark.removeEventListener("change", recolour);
    resized.disconnect();
    made.current?.plot.destroy();
    made.current = undefined;
  };
}

function step(made: Plot | undefined, event: KeyboardEvent): void {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!made || by === undefined) {
    return;
  }
  event.preventDefault();
  const { plot } = made;
  const last = (plot.data[0]?.length ?? 1) - 1;
  const next = Math.min(last, Math.max(0, (plot.cursor.idx ?? last) + by));
  const left = plot.valToPos(plot.data[0]?.[next] ?? 0, "x");
  plot.setCursor({ left, top: 1 });
}

function summary({ name, when, series: { at, carts }, overlay: { marks } }: Props): string {
  const known = carts.filter((value) => value !== null);
  const now = known.at(-1);
  if (now === undefined) {
    return `Carts, ${name.toLowerCase()}: nothing is known yet.`;
  }
  const mark = marks.findLast((one) => one.at >= (at[0] ?? 0));
  const event = mark ? ` At ${when(mark.at)}: ${mark.label}.` : "";
  return `Carts, ${name.toLowerCase()}: between ${number(Math.min(...known))} and ${number(Math.max(...known))}, last ${number(now)}.${event} The button Table shows all numbers and events.`;
}
