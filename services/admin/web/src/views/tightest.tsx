import { EVERYTHING } from "../carts/query";
import { age } from "../reading/ages";
import { number, times } from "../reading/numbers";
import { type Demand, demandOf, tightest } from "../told/catalogue";
import { goneIn } from "../told/sales";
import type { Desk } from "./dashboard";
import { Figure, Share, UNKNOWN } from "./figure";
import { Panel } from "./panel";
import { Press } from "./press";
import { reveal } from "./reveal";

const LIMIT = 8;

/** The sizes that will run out first. */
export function Tightest({ live, address }: Desk) {
  const { shop, stats } = live.board.shown.value;
  const all = (shop?.products ?? []).flatMap((product) =>
    demandOf(product, shop?.stock ?? new Map(), stats?.demand ?? new Map()),
  );
  const show = (item: number) => {
    address.go({ query: { ...EVERYTHING, filter: { item } }, cart: undefined });
    reveal("list-title");
  };
  const rows = tightest(all, LIMIT);
  return (
    <Panel live={live} term="tight" area="tight" from={["shop", "sales"]}>
      {rows.length === 0 ? (
        <p class="nothing">{shop && stats ? "No size is in a cart." : UNKNOWN}</p>
      ) : (
        <TightTable rows={rows} sold={stats?.pairs} show={show} />
      )}
    </Panel>
  );
}

interface TableProps {
  readonly rows: readonly Demand[];
  /** Pairs of the last ten minutes, by item; undefined while they are not known. */
  readonly sold: ReadonlyMap<number, number> | undefined;
  readonly show: (item: number) => void;
}

export function TightTable({ rows, sold, show }: TableProps) {
  return (
    <table class="counts tight">
      <thead>
        <tr>
          <th scope="col">Size</th>
          <th scope="col">Carts</th>
          <th scope="col">Left</th>
          <th scope="col">Sold</th>
          <th scope="col">Pressure</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <TightRow key={row.id} row={row} sold={sold} show={show} />
        ))}
      </tbody>
    </table>
  );
}

/** How long it takes; "now" would not be true. */
function soon(ms: number): string {
  return ms < 10_000 ? "seconds" : age(ms);
}

function TightRow({ row, sold, show }: { row: Demand } & Omit<TableProps, "rows">) {
  const { id, product, size, carts, left, pressure } = row;
  const pairs = sold && (sold.get(id) ?? 0);
  const gone = goneIn(left, pairs ?? 0);
  return (
    <tr>
      <th scope="row">
        <Press class="link link--plain" press={() => show(id)}>
          {product.name} <b>{size}</b>
        </Press>
        <Share of={pressure} tone={carts > left ? "short" : undefined} />
      </th>
      <td>
        <Figure value={carts} />
      </td>
      <td>{left === 0 ? <span class="none">0</span> : <Figure value={left} />}</td>
      <td>{pairs === undefined ? UNKNOWN : number(pairs)}</td>
      <td class={carts > left ? "short" : ""}>
        {left === 0 ? "sold out" : times(pressure)}
        {gone !== undefined && <span class="counts__remark">gone in {soon(gone)}</span>}
      </td>
    </tr>
  );
}
