/** A cart as the server sends it: items 1 to 3 are Tideline, the rest Highwater. */
export function cart(
  version: number,
  ids: readonly number[],
  out: readonly number[] = [],
  bought?: number,
): object {
  return {
    version,
    ...(bought && { bought }),
    serialized: `token-${version}`,
    items: ids.map((id) => ({
      id,
      sku: `FF-${id}`,
      size: String(5.5 + id / 2),
      name: id < 14 ? "Tideline" : "Highwater",
      brand: id < 14 ? "Marram" : "Ostrel",
      color: "any",
      price_usd: id < 14 ? 120 : 95,
      main_image_url: "/pictures/FF-1000.svg",
      released: id < 14,
      out_of_stock: out.includes(id),
      ...(out.includes(id) && { others: [{ id: 40, name: "Scree Mid", price_usd: 140 }] }),
    })),
  };
}
