// How measurements are printed: where and when, then a line for each.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import { repository } from "./repository";

/** The machine, the moment and the commit that figures are of. */
export function printHead(what: string, browser: string): void {
  const said = (file: string, ...args: string[]) =>
    execFileSync(file, args, { cwd: repository, encoding: "utf8" }).trim();
  const changed = said("git", "status", "--porcelain") === "" ? "" : ", changed";
  const load = loadavg().map((n) => n.toFixed(2));
  const memory = Math.round(totalmem() / 2 ** 30);
  const began = new Date().toISOString().slice(0, 19).replace("T", " ");
  console.log(`\n${what}
${began} UTC, commit ${said("git", "rev-parse", "--short", "HEAD")}${changed}, load before ${load.join(" ")}
${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${memory} GiB, Linux ${release()}, ${said("go", "env", "GOVERSION")}, Chromium ${browser}\n`);
}

/** One line, and whether a goal is met that was set for it. */
export function print(what: string, found: string, goal?: readonly [text: string, met: boolean]) {
  const judged = goal ? `   (${goal[0]}: ${goal[1] ? "met" : "missed"})` : "";
  console.log(`${what.padEnd(36)} ${found}${judged}`);
}

/** p50, p95 and the longest, in milliseconds. */
export function spread(ms: readonly number[]): string {
  const at = (share: number) => percentile(ms, share).toFixed(1).padStart(7);
  return `p50 ${at(0.5)} ms   p95 ${at(0.95)} ms   longest ${at(1)} ms`;
}

export function percentile(ms: readonly number[], share: number): number {
  return ms.toSorted((a, b) => a - b)[Math.ceil(share * ms.length) - 1] ?? 0;
}
