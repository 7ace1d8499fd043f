import { demandOf, type ItemRow, type ProductRows } from "../catalogue";
import type { Live } from "../live";
import { counted, number } from "../numbers";
import { AsOf } from "./asof";
import type { Sources } from "./dashboard";
import { Definition } from "./definition";
import { Figure, Share, UNKNOWN } from "./figure";

const ABOUT =
  "In carts: connected carts that hold the size, each counted once whatever its tabs. Available: pairs not sold yet; read anew every ten seconds. The bar is the share of the stock that the carts would take. Items no longer in the catalogue are not shown.";

export function Products({ live, stock }: Sources) {
  const products = stock.products.value;
  return (
    <section class="products" aria-labelledby="products-title">
      <header class="products__head">
        <h2 id="products-title">Demand and stock</h2>
        <Definition of="Demand and stock" id="about-demand" text={ABOUT} />
        <AsOf live={live} />
      </header>
      {products ? (
        <div class="products__grid">
          {products.map((product) => (
            <ProductPanel
              key={product.id}
              of={demandOf(product, live.figures.value.demand)}
              known={live.seen.value}
            />
          ))}
        </div>
      ) : (
        <Waiting live={live} failed={stock.failed.value} />
      )}
    </section>
  );
}

function Waiting({ live, failed }: { live: Live; failed: boolean }) {
  const out = live.state.value.kind === "signed_out";
  const text = failed
    ? "The catalogue could not be read. Trying again every ten seconds."
    : "Reading the catalogue…";
  return <p class="panel nothing nothing--tall">{out ? "Sign in to see the catalogue." : text}</p>;
}

export function ProductPanel({ of, known }: { of: ProductRows; known: boolean }) {
  const { product, rows } = of;
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
