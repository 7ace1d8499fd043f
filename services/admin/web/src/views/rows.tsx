import type { Slot } from "../carts/order";
import { type Column, sortedBy } from "../carts/query";
import { shown } from "./cells";
import type { Desk } from "./dashboard";

/** The names of the columns, each a button that sorts by it. */
export function Heads({ address }: Desk) {
  const { query } = address.view.value;
  const sort = (column: Column) => address.go({ query: sortedBy(query, column) });
  return (
    <div class="grid__head" role="rowgroup">
      <div class="grid__row" role="row" aria-rowindex={1}>
        {shown().map(({ column, name }) => (
          <div
            key={column}
            role="columnheader"
            class={`cell cell--${column}`}
            aria-sort={
              query.sort === column ? (query.desc ? "descending" : "ascending") : undefined
            }
          >
            <button type="button" class="sort" onClick={() => sort(column)}>
              {name}
              <span class="sort__sign" aria-hidden="true">
                {query.sort === column ? (query.desc ? "↓" : "↑") : ""}
              </span>
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowProps extends Desk {
  readonly slot: Slot;
  readonly index: number;
  readonly top: number;
  /** Whether the tab key stops here. */
  readonly tab: boolean;
  readonly focus: (handle: string) => void;
}

/** A cart, at its place in the list. */
export function Row({ live, address, slot, index, top, tab, focus }: RowProps) {
  const { row, gone } = slot;
  const open = address.view.value.cart === row.handle;
  const classes = ["grid__row", gone && "grid__row--gone", open && "grid__row--open"];
  return (
    <div
      role="row"
      class={classes.filter(Boolean).join(" ")}
      aria-rowindex={index + 2}
      aria-selected={open}
      data-handle={row.handle}
      tabIndex={tab ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => focus(row.handle)}
      onClick={() => address.go({ cart: row.handle })}
    >
      {shown().map(({ column, render }) => (
        <div key={column} role="gridcell" class={`cell cell--${column}`}>
          {render(row, live, gone)}
        </div>
      ))}
    </div>
  );
}
