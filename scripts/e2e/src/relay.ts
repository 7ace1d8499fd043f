// A way to Redis that can swallow what Redis says on one channel: the connection
// stands, and whoever listens there hears nothing any more.
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { shareFate } from "./fate";

export class Relay {
  readonly #server: Server;
  readonly #redis: string;
  readonly #channel: string;
  /** Whether the channel's listeners hear nothing. */
  deaf = false;

  private constructor(redis: string, channel: string) {
    this.#redis = redis;
    this.#channel = channel;
    this.#server = createServer((client) => this.#serve(client));
  }

  /** Opens a way to a Redis at unix://PATH. */
  static async open(redis: string, channel: string): Promise<Relay> {
    const relay = new Relay(redis.replace("unix://", ""), channel);
    await new Promise<void>((resolve) => relay.#server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }

  #subscribes(command: string): boolean {
    return /subscribe\r\n/i.test(command) && command.includes(`\r\n${this.#channel}\r\n`);
  }

  #serve(client: Socket): void {
    const redis = connect(this.#redis);
    let listens = false;
    client.on("data", (bytes) => {
      listens ||= this.#subscribes(bytes.toString("latin1"));
      redis.write(bytes);
    });
    redis.on("data", (bytes) => {
      if (!(listens && this.deaf)) {
        client.write(bytes);
      }
    });
    shareFate(client, redis);
  }
}
