import { busiest, type PageCount } from "../figures";
import type { Live } from "../live";
import { counted } from "../numbers";
import { emptiness } from "../wording";
import { AsOf } from "./asof";
import { Definition } from "./definition";
import { Figure, Share, UNKNOWN } from "./figure";

const ABOUT =
  "Open tabs on each page. A cart with tabs on two pages counts on both, so the sum is the number of tabs, not of carts.";
/** More pages than this are not read by anybody; the rest is summed up. */
const LIMIT = 40;

export function Pages({ live }: { live: Live }) {
  return (
    <section class="panel" id="shoppers-by-page" aria-labelledby="pages-title">
      <header class="panel__head">
        <h2 id="pages-title">Tabs by page</h2>
        <Definition of="Tabs by page" id="about-pages" text={ABOUT} />
        <AsOf live={live} />
      </header>
      <div class="target">
        <PageRows live={live} />
      </div>
    </section>
  );
}

function PageRows({ live }: { live: Live }) {
  const { figures, storefronts } = live.board.shown.value;
  if (!figures) {
    return <p class="nothing">{UNKNOWN}</p>;
  }
  if (figures.pages.length === 0) {
    return <p class="nothing">{emptiness(storefronts?.length)}</p>;
  }
  return <PageTable pages={figures.pages} tabs={figures.tabs} />;
}

/** The table itself; a page is what a shopper's browser sent, so it is text and nothing else. */
export function PageTable({ pages, tabs }: { pages: readonly PageCount[]; tabs: number }) {
  const { shown, rest } = busiest(pages, LIMIT);
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
          <PageRow key={row.page ?? ""} row={row} of={tabs} />
        ))}
        {rest && (
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

function PageRow({ row, of }: { row: PageCount; of: number }) {
  return (
    <tr>
      <th scope="row">
        {row.page === null ? (
          <em>No page given</em>
        ) : (
          <bdi class="counts__name" title={row.page}>
            {row.page}
          </bdi>
        )}
        <Share of={row.tabs / of} />
      </th>
      <td>
        <Figure value={row.tabs} />
      </td>
    </tr>
  );
}
