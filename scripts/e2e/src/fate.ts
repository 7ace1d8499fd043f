import type { Socket } from "node:net";

/** Lets two ends of a way live and die together. */
export function shareFate(one: Socket, other: Socket): void {
  for (const [end, far] of [
    [one, other],
    [other, one],
  ] as const) {
    end.on("error", () => end.destroy());
    end.on("close", () => far.destroy());
  }
}
