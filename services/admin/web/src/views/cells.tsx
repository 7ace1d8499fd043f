import type { ComponentChild } from "preact";
import type { Column } from "../carts/query";
import type { Row } from "../carts/row";
import type { Live } from "../line/live";
import { preferences } from "../reading/preferences";
import { titleOf } from "../told/catalogue";
import { Age } from "./age";
import { Handle, Money } from "./shy";
import { StageLabel } from "./stage";

/** Items named in a row; the drawer names them all. */
const NAMED = 2;

interface Cell {
  readonly column: Column;
  readonly name: string;
  readonly width: string;
  readonly render: (row: Row, live: Live, gone: boolean) => ComponentChild;
}

export const CELLS: readonly Cell[] = [
  {
    column: "stage",
    name: "Stage",
    width: "8.5rem",
    render: (row, _, gone) =>
      gone ? (
        <span class="stage stage--gone">Left, or elsewhere</span>
      ) : (
        <StageLabel of={row.stage} moving={row.moving} />
      ),
  },
  { column: "handle", name: "Cart", width: "6.5rem", render: (row) => <Handle of={row.handle} /> },
  {
    column: "page",
    name: "Page",
    width: "minmax(6rem, 1fr)",
    render: (row) => (row.page === null ? <em>Other</em> : <bdi title={row.page}>{row.page}</bdi>),
  },
  {
    column: "page_since",
    name: "On page",
    width: "5.5rem",
    render: (row, live) => <Age since={row.pageSince} now={live.moment} />,
  },
  {
    column: "items",
    name: "Items",
    width: "minmax(14rem, 2.4fr)",
    render: (row, live) => <Items row={row} live={live} />,
  },
  {
    column: "value_usd",
    name: "Value",
    width: "5rem",
    render: (row) => (row.valueUsd === 0 ? "" : <Money usd={row.valueUsd} />),
  },
  { column: "tabs", name: "Tabs", width: "3.5rem", render: (row) => row.tabs },
  {
    column: "node",
    name: "Instance",
    width: "6.5rem",
    render: (row) => <code title={row.node}>{row.node.slice(0, 8)}</code>,
  },
  {
    column: "since",
    name: "Connected",
    width: "6.5rem",
    render: (row, live) => <Age since={row.since} now={live.moment} />,
  },
];

/** The cells that a reader wants to see; the cart's name is always there. */
export function shown(): readonly Cell[] {
  const { hidden } = preferences.value;
  return CELLS.filter(({ column }) => column === NAMED_BY || !hidden.includes(column));
}

/** The column that says which cart it is. */
export const NAMED_BY: Column = "handle";

function Items({ row, live }: { row: Row; live: Live }) {
  const products = live.board.products.value;
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
