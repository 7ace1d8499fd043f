// The token of the last cart, kept by the browser: the shop restores the cart
// from it should it have lost its own record. A browser that keeps nothing,
// in some private windows, only loses this net.

const KEY = "storedCart";

export function stored(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function store(serialized: string): void {
  try {
    localStorage.setItem(KEY, serialized);
  } catch {
    // full or forbidden
  }
}
