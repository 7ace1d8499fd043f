import { useRef } from "preact/hooks";
import { number } from "../reading/numbers";

/** What stands where no figure is known yet. */
export const UNKNOWN = "–";

/** Only a figure that stood for so long is tinted: one that always changes would never be without. */
const STOOD = 10_000;

/** A number that tints for a moment when it changes, and takes no more room for it. */
export function Figure({ value }: { value: number }) {
  const last = useRef({ value, at: performance.now(), tints: 0 });
  if (last.current.value !== value) {
    const { at, tints } = last.current;
    const now = performance.now();
    last.current = { value, at: now, tints: tints + Number(now - at > STOOD) };
  }
  const { tints } = last.current;
  return (
    <span key={tints} class={tints > 0 ? "figure figure--changed" : "figure"}>
      {number(value)}
    </span>
  );
}

/** A share of a whole, drawn; the numbers beside it say the same in text. */
export function Share({ of, tone }: { of: number; tone?: "short" | undefined }) {
  return (
    <svg
      class={tone ? `share share--${tone}` : "share"}
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="share__whole" width="100" height="6" />
      <rect class="share__part" width={100 * Math.min(1, of)} height="6" />
    </svg>
  );
}
