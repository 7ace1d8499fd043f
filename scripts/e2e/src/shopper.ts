// One shopper without a browser, who does one thing after another.
import * as phoenix from "phoenix-1.8.16";
import { answerTo, Client, newCart } from "./client";

export class Shopper {
  readonly #client: Client;
  readonly #cart: phoenix.Channel;

  private constructor(client: Client, cart: phoenix.Channel) {
    this.#client = client;
    this.#cart = cart;
  }

  /** Comes to a page of the shop, with items in the cart. */
  static async come(url: string, page: string, ...items: readonly number[]): Promise<Shopper> {
    const client = new Client(phoenix, `${url}/product_socket`);
    const [cart] = await client.join(`cart:${await newCart(url)}`, { page });
    const shopper = new Shopper(client, cart);
    for (const item of items) {
      await shopper.add(item);
    }
    return shopper;
  }

  async add(item: number): Promise<void> {
    await answerTo(this.#cart.push("add_item", { item_id: item }));
  }

  leave(): Promise<void> {
    return this.#client.close();
  }
}
