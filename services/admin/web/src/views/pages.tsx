import { EVERYTHING } from "../carts/query";
import { counted } from "../reading/numbers";
import { emptiness } from "../reading/wording";
import { busiest, type PageCount, type Rest } from "../told/stats";
import type { Desk } from "./dashboard";
import { Figure, Share, UNKNOWN } from "./figure";
import { Panel } from "./panel";
import { Press } from "./press";
import { reveal } from "./reveal";

/** More pages than this are not read by anybody; the rest is summed up. */
const LIMIT = 12;

export function Pages({ live, address }: Desk) {
  const { stats } = live.board.shown.value;
  const show = (page: string) => {
    address.go({ query: { ...EVERYTHING, filter: { page } }, cart: undefined });
    reveal("list-title");
  };
  return (
    <Panel live={live} term="pages" area="pages" id="shoppers-by-page">
      <div class="target">
        {!stats ? (
          <p class="nothing">{UNKNOWN}</p>
        ) : stats.pages.length === 0 ? (
          <p class="nothing">{emptiness(stats.storefronts.length)}</p>
        ) : (
          <PageTable pages={stats.pages} others={stats.otherPages} tabs={stats.tabs} show={show} />
        )}
      </div>
    </Panel>
  );
}

interface TableProps {
  readonly pages: readonly PageCount[];
  readonly others: Rest;
  readonly tabs: number;
  readonly show: (page: string) => void;
}

/** The table itself; a page is what a shopper's browser sent, so it is text and nothing else. */
export function PageTable({ pages, others, tabs, show }: TableProps) {
  const { shown, rest } = busiest(pages, others, LIMIT);
  return (
    <table class="counts">
      <thead>
        <tr>
          <th scope="col">Page</th>
          <th scope="col">Tabs</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <PageRow key={row.page ?? ""} row={row} of={tabs} show={show} />
        ))}
        {rest.pages > 0 && (
          <tr>
            <th scope="row">{counted(rest.pages, "more page")}</th>
            <td>
              <Figure value={rest.tabs} />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function PageRow({ row, of, show }: { row: PageCount; of: number; show: (page: string) => void }) {
  const page = row.page ?? "";
  return (
    <tr>
      <th scope="row">
        <Press class="link link--plain" title={page} press={() => show(page)}>
          {page === "" ? <em>Other</em> : <bdi class="counts__name">{page}</bdi>}
        </Press>
        <Share of={row.tabs / of} />
      </th>
      <td>
        <Figure value={row.tabs} />
      </td>
    </tr>
  );
}
