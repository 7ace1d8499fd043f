import { useMemo, useState } from "preact/hooks";
import { EVERYTHING } from "../carts/query";
import { counted, number } from "../reading/numbers";
import { demandOf, type Product, type Demand as Row, sizesOf } from "../told/catalogue";
import { ORDERS, type Order, ranked } from "../told/ranking";
import type { Shop } from "../told/shelves";
import type { Desk } from "./dashboard";
import { Figure, UNKNOWN } from "./figure";
import { Operate } from "./operate";
import { Panel } from "./panel";
import { Press, Tools, Unseen } from "./press";
import { reveal } from "./reveal";
import { Scroll } from "./scroll";

const EMPTY = "The shop has no products yet. They appear here as soon as it is filled.";
const SIGNED_OUT = "Sign in to see the catalogue.";
const WAITING = "Waiting for the catalogue…";
/** What carts hold while no cart is known. */
const NO_SHOP: Shop = { products: [], stock: new Map() };
const NO_DEMAND: ReadonlyMap<number, number> = new Map();

export function Demand({ live, address }: Desk) {
  const { shop, stats } = live.board.shown.value;
  const show = (item: number) => {
    address.go({ query: { ...EVERYTHING, filter: { item } }, cart: undefined });
    reveal("list-title");
  };
  const [by, order] = useState<Order>("shop");
  const products = useRanked(shop, stats?.demand ?? NO_DEMAND, by, live.moment);
  const out = live.state.value.kind === "signed_out";
  return (
    <Panel
      live={live}
      term="demand"
      area="demand"
      from={["shop"]}
      tools={<Choice by={by} order={order} />}
    >
      {shop && shop.products.length > 0 ? (
        <Scroll class="matrix" label="Demand and stock by size">
          <Matrix
            shop={{ ...shop, products }}
            demand={stats?.demand}
            show={show}
            operate={(product) => <Operate live={live} product={product} stock={shop.stock} />}
          />
        </Scroll>
      ) : (
        <p class="nothing nothing--tall">{shop ? EMPTY : out ? SIGNED_OUT : WAITING}</p>
      )}
    </Panel>
  );
}

/** Products do not change places more often than this. */
const SETTLED = 10_000;

function useRanked(
  shop: Shop | undefined,
  demand: ReadonlyMap<number, number>,
  by: Order,
  now: number,
): readonly Product[] {
  const { products, stock } = shop ?? NO_SHOP;
  return useMemo(
    () => ranked(products, stock, demand, by),
    [products, by, Math.floor(now / SETTLED)],
  );
}

function Choice({ by, order }: { by: Order; order: (by: Order) => void }) {
  return (
    <select
      aria-label="Order of the products"
      value={by}
      onChange={(event) => order(event.currentTarget.value as Order)}
    >
      {Object.entries(ORDERS).map(([name, text]) => (
        <option key={name} value={name}>
          {text}
        </option>
      ))}
    </select>
  );
}

interface MatrixProps {
  readonly shop: Shop;
  /** Undefined while no cart is known. */
  readonly demand: ReadonlyMap<number, number> | undefined;
  readonly show: (item: number) => void;
  readonly operate: (product: Product) => preact.ComponentChild;
}

/** Products by sizes; every cell sets the carts that hold a size beside what is left of it. */
export function Matrix({ shop, demand, show, operate }: MatrixProps) {
  const sizes = sizesOf(shop.products);
  return (
    <table class="sizes">
      <thead>
        <tr>
          <th scope="col">Product</th>
          {sizes.map((size) => (
            <th key={size} scope="col">
              {size}
            </th>
          ))}
          <th scope="col">All</th>
        </tr>
      </thead>
      <tbody>
        {shop.products.map((product) => {
          const rows = demandOf(product, shop.stock, demand ?? NO_DEMAND);
          return (
            <tr key={product.id} class={product.released ? "" : "unreleased"}>
              <ProductHead product={product} operate={operate} />
              {sizes.map((size) => (
                <Cell
                  key={size}
                  row={rows.find((row) => row.size === size)}
                  known={demand !== undefined}
                  show={show}
                />
              ))}
              <Sum rows={rows} known={demand !== undefined} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function ProductHead({ product, operate }: { product: Product } & Pick<MatrixProps, "operate">) {
  return (
    <th scope="row" id={`product-${product.id}`} class="sizes__product">
      <span class="sizes__facts">
        <span class="sizes__name">{product.name}</span>
        {product.released ? (
          <span class="tag tag--out">Released</span>
        ) : (
          <span class="tag">Not released</span>
        )}
      </span>
      <Tools>
        <span class="sizes__facts">{operate(product)}</span>
      </Tools>
    </th>
  );
}

interface CellProps {
  readonly row: Row | undefined;
  readonly known: boolean;
  readonly show: (item: number) => void;
}

function Cell({ row, known, show }: CellProps) {
  if (!row) {
    return <td class="sizes__cell" />;
  }
  const { id, carts, left, pressure } = row;
  const tone = carts === 0 ? "" : left === 0 ? " over" : carts > left ? " short" : " wanted";
  const filled = `${Math.round(100 * Math.min(1, pressure))}%`;
  const content = (
    <>
      <span class="admin-item-cart-count" id={`admin-item-cart-count-${id}`}>
        {known ? <Figure value={carts} /> : UNKNOWN}
      </span>
      <span class="sizes__stock">{left === 0 ? "sold out" : <Figure value={left} />}</span>
    </>
  );
  return (
    <td class={`sizes__cell${tone}`} style={{ "--wanted": filled }}>
      {carts > 0 ? (
        <Press class="sizes__open" press={() => show(id)}>
          {content}
          <Unseen>
            {counted(carts, "cart")}, {left === 0 ? "none" : number(left)} left: show the carts
          </Unseen>
        </Press>
      ) : (
        <span class="sizes__open">{content}</span>
      )}
    </td>
  );
}

function Sum({ rows, known }: { rows: readonly Row[]; known: boolean }) {
  return (
    <td class="sizes__cell sizes__cell--sum">
      <span class="sizes__open">
        <span class="sizes__all">
          {known ? number(rows.reduce((sum, { carts }) => sum + carts, 0)) : UNKNOWN}
        </span>
        <span class="sizes__rest">{number(rows.reduce((sum, { left }) => sum + left, 0))}</span>
      </span>
    </td>
  );
}
