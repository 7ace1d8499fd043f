import type { ComponentChildren, HTMLAttributes } from "preact";

interface Props {
  readonly class: string;
  readonly label: string;
  readonly on?: HTMLAttributes<HTMLElement>;
  readonly children: ComponentChildren;
}

/** A part that scrolls by itself, by keyboard too. */
export function Scroll({ class: name, label, on, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: nobody could scroll it by keyboard
    <section class={name} tabIndex={0} aria-label={label} {...on}>
      {children}
    </section>
  );
}
