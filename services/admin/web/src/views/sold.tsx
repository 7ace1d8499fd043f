import type { Live } from "../line/live";
import { counted } from "../reading/numbers";
import { find } from "../told/catalogue";
import type { Orders } from "../told/stats";
import { Figure, UNKNOWN } from "./figure";
import { Panel } from "./panel";
import { Money } from "./shy";

const LIMIT = 6;

/** What became of the carts: orders, and the sizes that went. */
export function Sold({ live }: { live: Live }) {
  const { stats, shop } = live.board.shown.value;
  const best = [...(stats?.pairs ?? [])].sort(([, a], [, b]) => b - a).slice(0, LIMIT);
  return (
    <Panel live={live} term="sold" area="sold" id="sold" from={["sales"]}>
      <dl class="sold">
        <Total name="Last 10 minutes" orders={stats?.sold?.lately} />
        <Total name="Today" orders={stats?.sold?.today} />
      </dl>
      {best.length > 0 && (
        <table class="counts">
          <thead>
            <tr>
              <th scope="col">Size</th>
              <th scope="col">Pairs in 10 min</th>
            </tr>
          </thead>
          <tbody>
            {best.map(([id, pairs]) => {
              const found = shop && find(shop.products, id);
              return (
                <tr key={id}>
                  <th scope="row">
                    {found ? `${found.product.name} ${found.item.size}` : `Item ${id}`}
                  </th>
                  <td>
                    <Figure value={pairs} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Total({ name, orders }: { name: string; orders: Orders | undefined }) {
  return (
    <div class="sold__total">
      <dt>{name}</dt>
      <dd>
        <b>{orders ? <Money usd={orders.valueUsd} /> : UNKNOWN}</b>
        <span>{orders && counted(orders.count, "order")}</span>
      </dd>
    </div>
  );
}
