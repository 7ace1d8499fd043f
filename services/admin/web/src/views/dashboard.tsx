import type { Address } from "../carts/address";
import type { Live } from "../line/live";
import { Activity } from "./activity";
import { Attention } from "./attention";
import { Audit } from "./audit";
import { Banner } from "./banner";
import { CartsPanel } from "./carts";
import { Demand } from "./demand";
import { Drawer } from "./drawer";
import { Header } from "./header";
import { History } from "./history";
import { useShortcuts } from "./keys";
import { Kpis } from "./kpis";
import { Pages } from "./pages";
import { Sold } from "./sold";
import { StageBar } from "./stages";
import { Storefronts } from "./storefronts";
import { Tightest } from "./tightest";

export interface Desk {
  readonly live: Live;
  readonly address: Address;
}

export function Dashboard(desk: Desk) {
  useShortcuts(desk);
  const { wall } = desk.address.view.value;
  return (
    <>
      <Header {...desk} />
      <Banner {...desk} />
      <Board {...desk} />
      {!wall && <Drawer {...desk} />}
    </>
  );
}

function Board({ live, address }: Desk) {
  const { kind } = live.state.value;
  const known = live.board.shown.value.stats !== undefined;
  const paused = live.board.pausedAt.value !== undefined;
  const past = known && (paused || !(kind === "live" || kind === "reconnecting"));
  const { wall } = address.view.value;
  const classes = ["board", past && "board--past", wall && "board--wall"].filter(Boolean);
  return (
    <main class={classes.join(" ")} aria-busy={!known}>
      <h1 class="unseen">Live carts</h1>
      <Kpis live={live} address={address} />
      <StageBar live={live} address={address} />
      <History live={live} />
      <Attention live={live} address={address} />
      <Pages live={live} address={address} />
      <Demand live={live} address={address} />
      <Tightest live={live} address={address} />
      {!wall && <CartsPanel live={live} address={address} />}
      {!wall && <Activity live={live} address={address} />}
      <Sold live={live} />
      <div class="stack">
        <Storefronts live={live} address={address} />
        {!wall && <Audit live={live} />}
      </div>
    </main>
  );
}
