interface Props {
  readonly values: readonly (number | null)[];
  readonly tone: string;
}

const WIDTH = 120;
const HEIGHT = 28;

/** The last hour as a small line, with gaps where nothing is known; the chart says it in full. */
export function Sparkline({ values, tone }: Props) {
  return (
    <Small tone={tone}>
      <path d={lineOf(values)} />
    </Small>
  );
}

/** The last hour as small bars, for what is counted minute by minute. */
export function Sparkbars({ values, tone }: Props) {
  const top = Math.max(1, ...values.filter((value) => value !== null));
  const wide = WIDTH / values.length;
  return (
    <Small tone={tone}>
      {values.map((value, i) => {
        const high = ((HEIGHT - 4) * (value ?? 0)) / top;
        return <rect key={i} x={i * wide} y={HEIGHT - high} width={wide * 0.7} height={high} />;
      })}
    </Small>
  );
}

function Small({ tone, children }: { tone: string; children: preact.ComponentChildren }) {
  return (
    <svg
      class={`spark spark--${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** Not from zero, for a line of this size is read for its shape. */
function lineOf(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const floor = Math.max(0, low - (high - low) / 2);
  const scale = (HEIGHT - 4) / Math.max(1, high - floor);
  const step = WIDTH / (values.length - 1);
  return values
    .map((value, i) => {
      const move = values[i - 1] == null ? "M" : "L";
      const y = HEIGHT - 2 - scale * ((value ?? 0) - floor);
      return value === null ? "" : `${move}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}
