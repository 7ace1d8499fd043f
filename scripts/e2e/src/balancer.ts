// One address for several instances, as a load balancer gives it: a connection
// goes to the instance that is preferred, or to the next one that accepts it.
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { shareFate } from "./fate";

export class Balancer {
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  #ports: readonly number[];

  private constructor(urls: readonly string[]) {
    this.#ports = urls.map(portOf);
    this.#server = createServer((client) => {
      this.#clients.add(client.on("close", () => this.#clients.delete(client)));
      this.#serve(client, this.#ports);
    });
  }

  static async open(...urls: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer(urls);
    await new Promise<void>((resolve) => balancer.#server.listen(0, "127.0.0.1", resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends new connections to this instance first. */
  prefer(url: string): void {
    const port = portOf(url);
    this.#ports = [port, ...this.#ports.filter((other) => other !== port)];
  }

  /** Ends every connection, and lets none through until one is preferred. */
  cut(): void {
    this.#ports = [];
    for (const client of this.#clients) {
      client.destroy();
    }
  }

  close(): void {
    this.#server.close();
  }

  #serve(client: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined) {
      client.destroy();
      return;
    }
    const instance = connect(port, "127.0.0.1");
    const refused = () => this.#serve(client, others);
    instance.once("error", refused);
    instance.once("connect", () => {
      instance.off("error", refused);
      couple(client, instance);
    });
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function couple(one: Socket, other: Socket): void {
  one.pipe(other);
  other.pipe(one);
  shareFate(one, other);
}
