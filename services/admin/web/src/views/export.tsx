import { useState } from "preact/hooks";
import { collect, csvOf } from "../carts/csv";
import type { Query } from "../carts/query";
import type { Live } from "../line/live";
import { counted } from "../reading/numbers";
import { preferences } from "../reading/preferences";

/** Saves the carts of the list as a file; a second press gives it up. */
export function Export({ live, query }: { live: Live; query: Query }) {
  const [reading, begin] = useState<AbortController | undefined>();
  const [progress, report] = useState("");
  const save = async (controller: AbortController) => {
    begin(controller);
    report("");
    const result = await fileOf(live, query, controller.signal, report).catch((error: unknown) =>
      controller.signal.aborted ? "" : `The file failed: ${String(error)}`,
    );
    report(result);
    begin(undefined);
  };
  return (
    <div class="export">
      <span role="status" class={reading ? "unseen" : "export__result"}>
        {reading ? "" : progress}
      </span>
      <button
        type="button"
        class="button"
        onClick={() => (reading ? reading.abort() : void save(new AbortController()))}
      >
        {reading ? `Stop · ${progress || "0 %"}` : "CSV"}
        <span class="unseen"> – {reading ? "stop the file" : "these carts as a file"}</span>
      </button>
    </div>
  );
}

async function fileOf(
  live: Live,
  query: Query,
  signal: AbortSignal,
  report: (progress: string) => void,
): Promise<string> {
  const rows = await collect({
    query,
    peek: (window, limit) => live.carts.peek(window, limit),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    progress: (read, total) => report(`${Math.floor((100 * read) / Math.max(1, total))}\u00a0%`),
    signal,
  });
  const products = live.board.shown.peek().shop?.products ?? [];
  const { privacy } = preferences.peek();
  download(csvOf(rows, products, privacy), live.clock.now());
  return `Saved ${counted(rows.length, "cart")}${privacy ? " without names and money" : ""}`;
}

function download(text: string, now: number): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = `carts-${new Date(now).toISOString().slice(0, 19).replaceAll(":", "")}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
