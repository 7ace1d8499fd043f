import type { ComponentType } from "preact";
import type { Address } from "../carts/address";
import type { Live } from "../line/live";
import { MEANINGS } from "../reading/definitions";
import { Activity } from "./activity";
import { Announcer } from "./announcer";
import { Attention } from "./attention";
import { Audit } from "./audit";
import { Banner } from "./banner";
import { CartsPanel } from "./carts";
import { Demand } from "./demand";
import { Drawer } from "./drawer";
import { Guard } from "./guard";
import { Header } from "./header";
import { History } from "./history";
import { useShortcuts } from "./keys";
import { Kpis } from "./kpis";
import { Notifier } from "./notifier";
import { Pages } from "./pages";
import { Wall } from "./press";
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
      <Guard name="Status">
        <Header {...desk} />
      </Guard>
      <Guard name="Notice">
        <Banner {...desk} />
      </Guard>
      <Wall.Provider value={wall}>
        <Board {...desk} />
      </Wall.Provider>
      <Guard name="Announcements">
        <Announcer {...desk} />
        <Notifier {...desk} />
      </Guard>
      {!wall && <Drawer {...desk} />}
    </>
  );
}

function Board(desk: Desk) {
  const { live, address } = desk;
  const { kind } = live.state.value;
  const known = live.board.shown.value.stats !== undefined;
  const paused = live.board.pausedAt.value !== undefined;
  const past = known && (paused || !(kind === "live" || kind === "reconnecting"));
  const { wall } = address.view.value;
  const classes = ["board", past && "board--past", wall && "board--wall"].filter(Boolean);
  return (
    <main class={classes.join(" ")} aria-busy={!known}>
      <h1 class="unseen">Live carts</h1>
      <Card is={Kpis} name="Totals" area="kpis" {...desk} />
      <Card is={StageBar} name={MEANINGS.stages.name} area="stages" {...desk} />
      <Card is={History} name={MEANINGS.history.name} area="history" {...desk} />
      <Card is={Attention} name={MEANINGS.attention.name} area="attention" {...desk} />
      <Card is={Pages} name={MEANINGS.pages.name} area="pages" {...desk} />
      <Card is={Demand} name={MEANINGS.demand.name} area="demand" {...desk} />
      <Card is={Tightest} name={MEANINGS.tight.name} area="tight" {...desk} />
      {!wall && <Card is={CartsPanel} name={MEANINGS.list.name} area="carts" {...desk} />}
      {!wall && <Card is={Activity} name={MEANINGS.activity.name} area="activity" {...desk} />}
      <Card is={Sold} name={MEANINGS.sold.name} area="sold" {...desk} />
      <div class="stack">
        <Card is={Storefronts} name={MEANINGS.storefronts.name} area="storefronts" {...desk} />
        {!wall && <Card is={Audit} name={MEANINGS.audit.name} area="audit" {...desk} />}
      </div>
    </main>
  );
}

interface CardProps extends Desk {
  readonly is: ComponentType<Desk>;
  readonly name: string;
  readonly area: string;
}

function Card({ is: Content, name, area, live, address }: CardProps) {
  return (
    <Guard name={name} area={area}>
      <Content live={live} address={address} />
    </Guard>
  );
}
