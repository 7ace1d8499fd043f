import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Until it is known. */
const USUAL = 600;

/** The height of an element, as it was laid out last: asking for it would lay out the page anew. */
export function useHeight(element: RefObject<HTMLElement | null>): number {
  const [height, set] = useState(USUAL);
  useEffect(() => {
    const resized = new ResizeObserver(([entry]) => set(entry?.contentRect.height ?? USUAL));
    if (element.current) {
      resized.observe(element.current);
    }
    return () => resized.disconnect();
  }, [element]);
  return height;
}
