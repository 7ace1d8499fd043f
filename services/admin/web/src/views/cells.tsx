import type { ComponentChild } from "preact";
import type { Column } from "../carts/query";
import type { Row } from "../carts/row";
import type { Live } from "../line/live";
import { titleOf } from "../told/catalogue";
import { Age } from "./age";
import { Handle, Money } from "./shy";
import { StageLabel } from "./stage";

/** Items named in a row; the drawer names them all. */
const NAMED = 2;

interface Cell {
  readonly column: Column;
  readonly name: string;
  readonly render: (row: Row, live: Live, gone: boolean) => ComponentChild;
}

export const CELLS: readonly Cell[] = [
  {
    column: "stage",
    name: "Stage",
    render: (row, _, gone) =>
      gone ? (
        <span class="stage stage--gone">Left, or elsewhere</span>
      ) : (
        <StageLabel of={row.stage} moving={row.moving} />
      ),
  },
  { column: "handle", name: "Cart", render: (row) => <Handle of={row.handle} /> },
  {
    column: "page",
    name: "Page",
    render: (row) => (row.page === null ? <em>Other</em> : <bdi title={row.page}>{row.page}</bdi>),
  },
  {
    column: "page_since",
    name: "On page",
    render: (row, live) => <Age since={row.pageSince} now={live.moment} />,
  },
  { column: "items", name: "Items", render: (row, live) => <Items row={row} live={live} /> },
  {
    column: "value_usd",
    name: "Value",
    render: (row) => (row.valueUsd === 0 ? "" : <Money usd={row.valueUsd} />),
  },
  { column: "tabs", name: "Tabs", render: (row) => row.tabs },
  {
    column: "node",
    name: "Instance",
    render: (row) => <code title={row.node}>{row.node.slice(0, 8)}</code>,
  },
  {
    column: "since",
    name: "Connected",
    render: (row, live) => <Age since={row.since} now={live.moment} />,
  },
];

export const HEADS = CELLS;

function Items({ row, live }: { row: Row; live: Live }) {
  const products = live.board.shown.value.shop?.products ?? [];
  const more = row.items.length - NAMED;
  return (
    <>
      {row.items.slice(0, NAMED).map((id) => (
        <span key={id} class="item">
          {titleOf(products, id)}
        </span>
      ))}
      {more > 0 && <span class="item item--more">+{more}</span>}
    </>
  );
}
