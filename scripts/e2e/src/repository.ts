import { join, resolve } from "node:path";

export const repository = resolve(import.meta.dirname, "../../..");

/** A program that make build has left. */
export function built(name: string): string {
  return join(repository, "bin", name);
}

/** What the tests leave to look at. */
export const output = join(repository, "out/e2e");
