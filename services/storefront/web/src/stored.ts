// The token of the last cart, kept by the browser: the shop restores the cart
// from it should it have lost its own record. A browser that keeps nothing,
// in some private windows, only loses this net.

const KEY = "storedCart";
/** No token of ours is so long; the shop would close the socket over a huge one. */
const LONGEST = 4096;
const BOUGHT = "boughtCart";

export function stored(): string {
  try {
    const serialized = localStorage.getItem(KEY) ?? "";
    return serialized.length > LONGEST ? "" : serialized;
  } catch {
    return "";
  }
}

export function store(serialized: string): void {
  keep(KEY, serialized);
}

/** Tells the other tabs of this browser that a version of the cart was bought. */
export function storeBought(version: number): void {
  keep(BOUGHT, String(version));
}

/** Hears of it from the other tabs. */
export function onBought(heard: (version: number) => void): void {
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === BOUGHT && newValue !== null) {
      heard(Number(newValue));
    }
  });
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // full or forbidden
  }
}
