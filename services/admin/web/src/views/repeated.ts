import { useEffect } from "preact/hooks";
import type { Live } from "../line/live";

/**
 * Does something now, whenever the line comes back, and again after so many ms
 * while nothing is paused. Where it fails, what was read last stays. What it is
 * about is a name: another one begins anew, none does nothing.
 */
export function useRepeated(
  live: Live,
  about: string | undefined,
  every: number,
  look: () => Promise<void>,
): void {
  const joined = live.state.value.kind === "live";
  useEffect(() => {
    if (!joined || about === undefined) {
      return;
    }
    const again = () => void look().catch(() => undefined);
    again();
    const timer = setInterval(() => {
      if (live.board.pausedAt.peek() === undefined) {
        again();
      }
    }, every);
    return () => clearInterval(timer);
  }, [live, about, joined]);
}
