import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";

/** Whether the page hangs on a wall, where nobody presses anything. */
export const Wall = createContext(false);

interface Props {
  readonly class: string;
  readonly title?: string;
  readonly pressed?: boolean;
  readonly press: () => void;
  readonly children: ComponentChildren;
}

/** A figure or a name that leads somewhere; on a wall it is only itself. */
export function Press({ class: name, title, pressed, press, children }: Props) {
  return useContext(Wall) ? (
    <span class={name} title={title}>
      {children}
    </span>
  ) : (
    <button type="button" class={name} title={title} aria-pressed={pressed} onClick={press}>
      {children}
    </button>
  );
}

/** What is there to be used, and so not on a wall. */
export function Tools({ children }: { children: ComponentChildren }) {
  return useContext(Wall) ? null : children;
}

/** What a control says to whoever does not see it; on a wall there is no control. */
export function Unseen({ children }: { children: ComponentChildren }) {
  return useContext(Wall) ? null : <span class="unseen">{children}</span>;
}
