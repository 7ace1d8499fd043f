import type { Live } from "../live";
import type { Storefront } from "../stats";
import { AsOf } from "./asof";
import { Definition } from "./definition";
import { Figure } from "./figure";

const ABOUT =
  "Running storefronts that report to this server, each with the tabs it holds. One that is not heard for a few seconds leaves the list, and its tabs leave the figures.";
/** Storefronts report every second; a longer silence is worth a word. */
const QUIET = 3_000;

export function Storefronts({ live }: { live: Live }) {
  const { storefronts } = live.board.shown.value;
  const state = live.state.value;
  // A server without news of the carts still says whom it hears now.
  const present = state.kind === "delayed" && state.by === "server";
  return storefronts && storefronts.length > 0 ? (
    <section class="panel" aria-labelledby="storefronts-title">
      <header class="panel__head">
        <h2 id="storefronts-title">Storefronts</h2>
        <Definition of="Storefronts" id="about-storefronts" text={ABOUT} />
        {!present && <AsOf live={live} />}
      </header>
      <StorefrontTable storefronts={storefronts} />
    </section>
  ) : null;
}

export function StorefrontTable({ storefronts }: { storefronts: readonly Storefront[] }) {
  return (
    <table class="counts">
      <thead>
        <tr>
          <th scope="col">Instance</th>
          <th scope="col">Tabs</th>
        </tr>
      </thead>
      <tbody>
        {storefronts.map(({ id, tabs, silence }) => (
          <tr key={id}>
            <th scope="row">
              <code class="counts__name" title={id}>
                {id}
              </code>
              {silence >= QUIET && (
                <span class="counts__remark">silent for {Math.round(silence / 1000)} s</span>
              )}
            </th>
            <td>
              <Figure value={tabs} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
