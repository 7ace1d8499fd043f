import { useEffect, useState } from "preact/hooks";

/** The width below which rows become cards; the style sheets say the same. */
const NARROW = "(width < 48rem)";

export function useNarrow(): boolean {
  const [narrow, set] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const change = () => set(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return narrow;
}
