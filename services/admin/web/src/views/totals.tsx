import type { ComponentChildren } from "preact";
import type { Live } from "../live";
import { AsOf } from "./asof";
import { Definition } from "./definition";
import { Figure, UNKNOWN } from "./figure";

const CARTS =
  "Carts with at least one open page, connected now; not a window of the last minutes. A shopper's tabs share one cart. A browser that hides a tab may not reconnect it until it is shown again.";
const TABS =
  "Open pages of all connected carts. A cart open in three tabs is one cart and three tabs.";
const FILLED = "Connected carts with at least one item in them, each counted once.";

export function Totals({ live }: { live: Live }) {
  const { figures } = live.board.shown.value;
  const now = live.state.value.kind === "live" && live.board.pausedAt.value === undefined;
  return (
    <section class="panel totals" aria-label="Totals">
      <div class="total total--first" id="total-shoppers">
        <h2 class="total__name">
          Carts <Definition of="Carts" id="about-carts" text={CARTS} />
          <AsOf live={live} />
        </h2>
        <p class="total__value">
          <span id="shopper-count">{figures ? <Figure value={figures.carts} /> : UNKNOWN}</span>
          <span class="total__unit">{now ? "connected now" : "connected"}</span>
        </p>
      </div>
      <Total name="Tabs" about={TABS} id="about-tabs">
        {figures ? <Figure value={figures.tabs} /> : UNKNOWN}
      </Total>
      <Total name="With items" about={FILLED} id="about-filled">
        {figures ? <Figure value={figures.filled} /> : UNKNOWN}
      </Total>
    </section>
  );
}

interface TotalProps {
  readonly name: string;
  readonly about: string;
  readonly id: string;
  readonly children: ComponentChildren;
}

function Total({ name, about, id, children }: TotalProps) {
  return (
    <div class="total">
      <h2 class="total__name">
        {name} <Definition of={name} id={id} text={about} />
      </h2>
      <p class="total__value">{children}</p>
    </div>
  );
}
