// What runs in the dashboard's page to measure it. Each function goes there
// alone, so it uses nothing from outside of itself.

/** How long it took to scroll somewhere, in milliseconds. */
export interface Scroll {
  /** Until its rows were there, in the frame that shows them. */
  readonly whole: number;
  /** Until the page asked for them, until the answer came, and from then on; none where it had them. */
  readonly parts: readonly [asked: number, answered: number, drawn: number] | undefined;
}

declare global {
  interface Window {
    /** Every task over 50 ms since the page was opened, in milliseconds. */
    tasks: number[];
    /** When the page last asked for a window, and when something of that number came. */
    wire: { ref: string; asked: number; answered: number };
  }
}

/** Notes what takes long, and what goes over the line; before the page does anything. */
export function observe(): void {
  window.tasks = [];
  new PerformanceObserver((seen) => {
    window.tasks.push(...seen.getEntries().map(({ duration }) => duration));
  }).observe({ type: "longtask", buffered: true });
  window.wire = { ref: "", asked: 0, answered: 0 };
  window.WebSocket = class extends WebSocket {
    constructor(...how: ConstructorParameters<typeof WebSocket>) {
      super(...how);
      this.addEventListener("message", ({ data }) => {
        if (JSON.parse(data)[1] === window.wire.ref) {
          window.wire.answered = performance.now();
        }
      });
    }

    override send(frame: string): void {
      const [, ref, , event] = JSON.parse(frame);
      if (event === "window") {
        window.wire = { ref, asked: performance.now(), answered: 0 };
      }
      super.send(frame);
    }
  };
}

/** The time between two frames while nobody does anything, in milliseconds. */
export async function frames(): Promise<number[]> {
  const at: number[] = [];
  for (let i = 0; i <= 60; i++) {
    at.push(await new Promise<number>(requestAnimationFrame));
  }
  return at.slice(1).map((ms, i) => ms - (at[i] ?? 0));
}

/** Scrolls to so many places, all over the list. */
export async function scrolls(count: number): Promise<Scroll[]> {
  const row = 36;
  const box = document.querySelector(".grid__box") as HTMLElement;
  const rows = box.querySelector(".grid__rows") as HTMLElement;
  const [seen, step] = [box.clientHeight, Math.floor((box.scrollHeight - 2_000) / count)];
  const has = (index: number) => rows.querySelector(`[aria-rowindex="${index + 2}"]`) !== null;
  const took: Scroll[] = [];
  for (let i = 1; i <= count; i++) {
    const begun = performance.now();
    const top = ((i * 7919) % count) * step;
    box.scrollTop = top;
    const [first, last] = [Math.floor(top / row), Math.floor((top + seen - 2 * row) / row)];
    while (!has(first) || !has(last)) {
      await new Promise(requestAnimationFrame);
    }
    const [there, { asked, answered }] = [performance.now(), window.wire];
    const here = answered >= asked && asked >= begun;
    took.push({
      whole: there - begun,
      parts: here ? [asked - begun, answered - asked, there - answered] : undefined,
    });
  }
  box.scrollTop = 0;
  return took;
}

/** Filters by each text and by none again; how long each took until the list said so. */
export async function filters(texts: readonly string[]): Promise<number[]> {
  const search = document.querySelector("#search") as HTMLInputElement;
  const total = document.querySelector("#carts-total") as HTMLElement;
  const took: number[] = [];
  for (const text of texts.flatMap((one) => [one, ""])) {
    const [begun, before] = [performance.now(), total.textContent];
    search.value = text;
    search.dispatchEvent(new InputEvent("input", { bubbles: true }));
    while (total.textContent === before) {
      await new Promise(requestAnimationFrame);
    }
    took.push(performance.now() - begun);
  }
  return took;
}
