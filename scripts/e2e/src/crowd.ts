// Shoppers without browsers, who change their carts about as fast as the shop
// lets them: a socket may send 50 frames a second.
import * as phoenix from "phoenix-1.8.16";
import { answerTo, Client, newCart } from "./client";

const COUNT = 12;
const A_SOCKET = 4;
const STEP = 100; // ms
const PAGES = ["/", "/checkout", "/"];

export class Crowd {
  readonly #clients: Client[] = [];
  readonly #carts: phoenix.Channel[] = [];
  #stirring: ReturnType<typeof setInterval> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** Changes made so far. */
  changes = 0;

  /** Comes to a shop; some of them to the checkout. */
  static async come(url: string): Promise<Crowd> {
    const crowd = new Crowd();
    for (let i = 0; i < COUNT; i++) {
      if (i % A_SOCKET === 0) {
        crowd.#clients.push(new Client(phoenix, `${url}/product_socket`));
      }
      const page = PAGES[i % PAGES.length];
      const joined = await crowd.#clients.at(-1)?.join(`cart:${await newCart(url)}`, { page });
      crowd.#carts.push(...(joined ? [joined[0]] : []));
    }
    return crowd;
  }

  /** Puts an item into the cart of one of them. */
  async add(shopper: number, item: number): Promise<void> {
    const cart = this.#carts[shopper];
    if (cart) {
      await answerTo(cart.push("add_item", { item_id: item }));
    }
  }

  /** They add, walk and remove what they added, until they are told to rest. */
  stir(): void {
    let i = 0;
    this.#stirring = setInterval(() => {
      this.#last = Promise.all(this.#carts.map((cart, k) => this.#change(cart, i, k)));
      i++;
    }, STEP);
  }

  async #change(cart: phoenix.Channel, i: number, k: number): Promise<void> {
    const item_id = 1 + (Math.floor((i + k) / 3) % 20);
    switch ((i + k) % 3) {
      case 0:
        await answerTo(cart.push("add_item", { item_id }));
        break;
      case 1:
        await answerTo(cart.push("page", { page: PAGES[(Math.floor(i / 3) + k) % PAGES.length] }));
        break;
      default:
        await answerTo(cart.push("remove_item", { item_id }));
    }
    this.changes++;
  }

  async rest(): Promise<void> {
    clearInterval(this.#stirring);
    await this.#last;
  }

  async leave(): Promise<void> {
    await this.rest();
    await Promise.all(this.#clients.map((client) => client.close()));
  }
}
