import { demandOf, type ItemRow, type ProductRows } from "../catalogue";
import type { Live } from "../live";
import { counted, number } from "../numbers";
import { AsOf } from "./asof";
import { Definition } from "./definition";
import { Figure, Share, UNKNOWN } from "./figure";

const ABOUT =
  "In carts: connected carts that hold the size, each counted once whatever its tabs. Available: pairs not sold yet; each sale shows at once. The bar is the share of the stock that the carts would take. Items no longer in the catalogue are not shown.";
const EMPTY = "The shop has no products yet. They appear here as soon as it is filled.";
const SIGNED_OUT = "Sign in to see the catalogue.";
const WAITING = "Waiting for the catalogue…";
/** What carts hold while no cart is known. */
const NO_DEMAND: ReadonlyMap<number, number> = new Map();

export function Products({ live }: { live: Live }) {
  return (
    <section class="products" aria-labelledby="products-title">
      <header class="products__head">
        <h2 id="products-title">Demand and stock</h2>
        <Definition of="Demand and stock" id="about-demand" text={ABOUT} />
        <AsOf live={live} />
      </header>
      <Shelves live={live} />
    </section>
  );
}

function Shelves({ live }: { live: Live }) {
  const { shop, figures } = live.board.shown.value;
  if (!shop || shop.products.length === 0) {
    const out = live.state.value.kind === "signed_out";
    return <p class="panel nothing nothing--tall">{shop ? EMPTY : out ? SIGNED_OUT : WAITING}</p>;
  }
  return (
    <div class="products__grid">
      {shop.products.map((product) => (
        <ProductPanel
          key={product.id}
          of={demandOf(product, shop.stock, figures?.demand ?? NO_DEMAND)}
          known={figures !== undefined}
        />
      ))}
    </div>
  );
}

export function ProductPanel({ of, known }: { of: ProductRows; known: boolean }) {
  const { product, rows, carts, available } = of;
  const title = `product-${product.id}`;
  return (
    <article class="panel product" aria-labelledby={title}>
      <header class="product__head">
        <h3 id={title}>{product.name}</h3>
        <p class="product__price">${number(product.priceUsd)}</p>
        <p class="product__facts">
          {product.brand} · {product.color}
        </p>
        <span class={product.released ? "tag tag--out" : "tag"}>
          {product.released ? "Released" : "Not released"}
        </span>
      </header>
      <table class="sizes">
        <caption class="unseen">Demand and stock of {product.name} by size</caption>
        <thead>
          <tr>
            <th scope="col">Size</th>
            <th scope="col">In carts</th>
            <td class="sizes__bar" />
            <th scope="col">Available</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <SizeRow key={row.id} row={row} known={known} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td>{known ? <Figure value={carts} /> : UNKNOWN}</td>
            <td />
            <td>
              <Figure value={available} />
            </td>
          </tr>
        </tfoot>
      </table>
    </article>
  );
}

function SizeRow({ row, known }: { row: ItemRow; known: boolean }) {
  return (
    <tr class={rowClass(row)}>
      <th scope="row">{row.size}</th>
      <td class="admin-item-cart-count" id={`admin-item-cart-count-${row.id}`}>
        {known ? <Figure value={row.carts} /> : UNKNOWN}
      </td>
      <td class="sizes__bar">
        <Share of={row.share} tone={row.short ? "short" : undefined} />
      </td>
      <td class="sizes__stock">
        {row.available === 0 ? "sold out" : <Figure value={row.available} />}
        {row.short && row.available > 0 && (
          <span class="unseen">, fewer than {counted(row.carts, "cart")} would take</span>
        )}
      </td>
    </tr>
  );
}

function rowClass({ carts, short }: ItemRow): string {
  return [carts > 0 ? "wanted" : "", short ? "short" : ""].filter(Boolean).join(" ");
}
