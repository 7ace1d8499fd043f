import type { Live } from "../live";
import { Banner } from "./banner";
import { Header } from "./header";
import { Pages } from "./pages";
import { Products } from "./products";
import { Storefronts } from "./storefronts";
import { Totals } from "./totals";

export function Dashboard({ live }: { live: Live }) {
  const { kind } = live.state.value;
  const known = live.board.shown.value.figures !== undefined;
  const paused = live.board.pausedAt.value !== undefined;
  const past = known && (paused || !(kind === "live" || kind === "reconnecting"));
  return (
    <>
      <Header live={live} />
      <Banner live={live} />
      <main class={past ? "board board--past" : "board"} aria-busy={!known}>
        <h1 class="unseen">Live carts</h1>
        <div class="rail">
          <Totals live={live} />
          <Pages live={live} />
          <Storefronts live={live} />
        </div>
        <Products live={live} />
      </main>
    </>
  );
}
