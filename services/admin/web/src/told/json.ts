// Narrowing of what arrives from outside: a wrong shape becomes undefined,
// never an exception in the middle of the page.

export type Fields = { readonly [name: string]: unknown };

export function fields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function count(value: unknown): number {
  return known(value) ?? 0;
}

/** A number, or undefined where none was told: what is unknown is not zero. */
export function known(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The moment an RFC 3339 text or a number of milliseconds names, in milliseconds. */
export function moment(value: unknown): number | undefined {
  const at = typeof value === "string" ? Date.parse(value) : value;
  return typeof at === "number" && Number.isFinite(at) ? at : undefined;
}

/** A number for each id, from an object whose names are ids. */
export function numbers(value: unknown): Map<number, number> {
  return new Map(Object.entries(fields(value) ?? {}).map(([id, n]) => [Number(id), count(n)]));
}
