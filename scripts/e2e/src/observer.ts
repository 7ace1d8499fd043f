// A Phoenix client that watches presence as the admin service tells it, and
// remembers how many there ever were.
import { Presence, Socket } from "phoenix-1.8.16";
import WebSocket from "ws";
import { type Cart, cartsOf } from "./figures";

export class Observer {
  readonly #socket: Socket;
  readonly #presence: Presence;
  #carts: number[] = [];
  #tabs: number[] = [];

  private constructor(url: string, authToken: string) {
    const endPoint = `${url.replace("http", "ws")}/admin_socket`;
    this.#socket = new Socket(endPoint, { transport: WebSocket, authToken });
    const channel = this.#socket.channel("admin:cart_tracker");
    this.#presence = new Presence(channel);
    this.#presence.onSync(() => this.#note());
    this.#socket.connect();
    channel.join();
  }

  static async open(url: string): Promise<Observer> {
    return new Observer(url, await ticket(url));
  }

  get carts(): Cart[] {
    return cartsOf(this.#presence.state);
  }

  /** The storefront that a tab with this item is connected to. */
  nodeWith(item: number): string | undefined {
    const metas = Object.values(this.#presence.state).flatMap((cart) => cart.metas);
    return metas.find((meta) => meta.items.includes(item))?.node;
  }

  /** Begins to remember anew. */
  begin(): void {
    this.#carts = [];
    this.#tabs = [];
    this.#note();
  }

  /** The fewest and the most that there were at once. */
  get range(): { carts: [number, number]; tabs: [number, number] } {
    return { carts: rangeOf(this.#carts), tabs: rangeOf(this.#tabs) };
  }

  close(): void {
    this.#socket.disconnect();
  }

  #note(): void {
    this.#carts.push(this.carts.length);
    this.#tabs.push(this.carts.flatMap((cart) => cart.pages).length);
  }
}

function rangeOf(all: readonly number[]): [number, number] {
  return [Math.min(...all), Math.max(...all)];
}

/** What opens the admin socket, for a script. */
export async function ticket(url: string): Promise<string> {
  const authorization = `Basic ${btoa("admin:password")}`;
  const answer = await fetch(`${url}/admin/token`, { headers: { authorization } });
  return ((await answer.json()) as { token: string }).token;
}
