import type { Live } from "../live";
import type { Stock } from "../stock";
import { Banner } from "./banner";
import { Header } from "./header";
import { Pages } from "./pages";
import { Products } from "./products";
import { Totals } from "./totals";

export interface Sources {
  readonly live: Live;
  readonly stock: Stock;
}

export function Dashboard({ live, stock }: Sources) {
  const { kind } = live.state.value;
  const current = (kind === "live" || kind === "reconnecting") && !live.pausedAt.value;
  return (
    <>
      <Header live={live} />
      <Banner live={live} stock={stock} />
      <main class={current ? "board" : "board board--past"} aria-busy={!live.seen.value}>
        <h1 class="unseen">Live carts</h1>
        <div class="rail">
          <Totals live={live} />
          <Pages live={live} />
        </div>
        <Products live={live} stock={stock} />
      </main>
    </>
  );
}
