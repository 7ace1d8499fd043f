import { EVERYTHING } from "../carts/query";
import { clockTime } from "../line/clock";
import { counted } from "../reading/numbers";
import { type Lost, QUIET } from "../told/fleet";
import type { Storefront } from "../told/stats";
import type { Desk } from "./dashboard";
import { Figure, UNKNOWN } from "./figure";
import { Panel } from "./panel";
import { Press } from "./press";
import { reveal } from "./reveal";

export function Storefronts({ live, address }: Desk) {
  const { stats, lost } = live.board.shown.value;
  const state = live.state.value;
  const show = (node: string) => {
    address.go({ query: { ...EVERYTHING, filter: { node } }, cart: undefined });
    reveal("list-title");
  };
  // A server without news of the carts still says whom it hears now.
  const present = state.kind === "delayed" && state.by === "server";
  return (
    <Panel live={live} term="storefronts" area="storefronts" present={present}>
      {!stats ? (
        <p class="nothing">{UNKNOWN}</p>
      ) : stats.storefronts.length + lost.length === 0 ? (
        <p class="nothing">None has reported yet. One does with its first shopper.</p>
      ) : (
        <StorefrontTable storefronts={stats.storefronts} lost={lost} show={show} />
      )}
    </Panel>
  );
}

interface TableProps {
  readonly storefronts: readonly Storefront[];
  readonly lost: readonly Lost[];
  readonly show: (node: string) => void;
}

export function StorefrontTable({ storefronts, lost, show }: TableProps) {
  return (
    <table class="counts counts--three">
      <thead>
        <tr>
          <th scope="col">Instance</th>
          <th scope="col">Carts</th>
          <th scope="col">Tabs</th>
        </tr>
      </thead>
      <tbody>
        {storefronts.map(({ id, carts, tabs, silence }) => (
          <tr key={id}>
            <th scope="row">
              <Press class="link link--plain" title={id} press={() => show(id)}>
                <code class="counts__name">{id}</code>
              </Press>
              {silence >= QUIET && (
                <span class="counts__remark">silent for {Math.round(silence / 1000)} s</span>
              )}
            </th>
            <td>
              <Figure value={carts} />
            </td>
            <td>
              <Figure value={tabs} />
            </td>
          </tr>
        ))}
      </tbody>
      {lost.length > 0 && (
        <tfoot>
          {lost.map(({ id, carts, at }) => (
            <tr key={id}>
              <th scope="row" colSpan={3}>
                <span class="counts__name" title={id}>
                  {id}
                </span>
                <span class="counts__remark counts__remark--bad">
                  lost at {clockTime(at)} with {counted(carts, "cart")}
                </span>
              </th>
            </tr>
          ))}
        </tfoot>
      )}
    </table>
  );
}
