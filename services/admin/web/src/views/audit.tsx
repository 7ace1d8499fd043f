import { useState } from "preact/hooks";
import { clockTime } from "../line/clock";
import type { Live } from "../line/live";
import { counted } from "../reading/numbers";
import { type Deed, deedsOf } from "../told/audit";
import { type Product, titleOf } from "../told/catalogue";
import { UNKNOWN } from "./figure";
import { Panel } from "./panel";
import { useRepeated } from "./repeated";

const LIMIT = 6;
/** The log is read so often, and whenever the line comes back. */
const EVERY = 15_000;

/** Who did what to the shop. */
export function Audit({ live }: { live: Live }) {
  const [deeds, show] = useState<readonly Deed[] | undefined>();
  useRepeated(live, "audit", EVERY, async () => show(deedsOf(await live.ask("audit", {}))));
  const products = live.board.shown.value.shop?.products ?? [];
  return (
    <Panel live={live} term="audit" area="audit">
      <ol class="lines deeds">
        {deeds?.slice(0, LIMIT).map((deed) => (
          <li key={`${deed.at}-${deed.action}`} class="line">
            <time dateTime={new Date(deed.at).toISOString()}>{clockTime(deed.at)}</time>
            <span class="line__name">
              {deed.admin} {inWords(deed, products)}
            </span>
          </li>
        ))}
      </ol>
      {!deeds?.length && <p class="nothing">{deeds ? "Nothing yet." : UNKNOWN}</p>}
    </Panel>
  );
}

export function inWords(deed: Deed, products: readonly Product[]): string {
  const done = doneBy(deed, products);
  return deed.unsure ? `may have ${done}` : done;
}

function doneBy(deed: Deed, products: readonly Product[]): string {
  switch (deed.action) {
    case "release":
      return `released ${products.find(({ id }) => id === deed.product)?.name ?? `product ${deed.product}`}`;
    case "restock":
      return `restocked ${titleOf(products, deed.item)} by ${counted(deed.count, "pair")}`;
    case "sign_in":
      return "signed in";
    case "sign_out":
      return "signed out";
    default:
      return deed.action;
  }
}
