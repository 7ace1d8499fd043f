import type { Stage } from "../told/stats";

export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  browsing: "Browsing",
  cart: "With items",
  checkout: "Checking out",
};

/** How far a cart has come, as a shape: a ring that fills. */
export function StageSign({ of }: { of: Stage }) {
  return (
    <svg class={`sign sign--${of}`} viewBox="0 0 12 12" aria-hidden="true">
      <circle cx="6" cy="6" r="4.75" />
      {of === "cart" && <path d="M6 1.25a4.75 4.75 0 0 1 0 9.5z" />}
      {of === "checkout" && <circle class="sign__full" cx="6" cy="6" r="4.75" />}
    </svg>
  );
}

/** A stage in a word; a cart between two pages is there still, but pale. */
export function StageLabel({ of, moving }: { of: Stage; moving?: boolean }) {
  return (
    <span class={moving ? `stage stage--${of} stage--moving` : `stage stage--${of}`}>
      <StageSign of={of} /> {STAGE_NAMES[of]}
      {moving && <span class="unseen"> (between two pages)</span>}
    </span>
  );
}
