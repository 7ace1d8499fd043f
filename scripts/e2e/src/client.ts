// The npm client of one version, as a program without a browser uses it.
import type * as Phoenix from "phoenix-1.8.16";
import { vi } from "vitest";
import WebSocket from "ws";
import { PATIENCE } from "./program";

export type Version = typeof Phoenix;

/** The module of each version that is out there. */
export const versions: Readonly<Record<string, () => Promise<Version>>> = {
  "1.8.0": () => import("phoenix-1.8.0"),
  "1.8.15": () => import("phoenix-1.8.15"),
  "1.8.16": () => import("phoenix-1.8.16"),
};

/** What the server said to a push or a join. */
export interface Answer {
  readonly status: "ok" | "error" | "timeout";
  readonly reply: unknown;
}

export function answerTo(push: Phoenix.Push): Promise<Answer> {
  return new Promise((resolve) => {
    for (const status of ["ok", "error", "timeout"] as const) {
      push.receive(status, (reply) => resolve({ status, reply }));
    }
  });
}

/** A socket, how often it was opened, and why it was refused or closed. */
export class Client {
  readonly socket: Phoenix.Socket;
  readonly codes: number[] = [];
  readonly errors: string[] = [];
  opened = 0;

  constructor(phoenix: Version, url: string, options: Phoenix.SocketOptions = {}) {
    const endPoint = url.replace("http", "ws");
    this.socket = new phoenix.Socket(endPoint, { transport: WebSocket, ...options });
    this.socket.onOpen(() => this.opened++);
    this.socket.onClose(({ code }) => this.codes.push(code));
    this.socket.onError(({ message }) => this.errors.push(message));
    this.socket.connect();
  }

  /** Waits until it has been opened so many times. */
  async open(times = 1): Promise<void> {
    await vi.waitUntil(() => this.opened >= times && this.socket.isConnected(), PATIENCE);
  }

  /** Joins a topic, and returns its channel with the answer. */
  async join(topic: string, params: object = {}): Promise<[Phoenix.Channel, Answer]> {
    const channel = this.socket.channel(topic, params);
    return [channel, await answerTo(channel.join())];
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.socket.disconnect(resolve));
  }
}

/** A cart id for a client without a page. */
export async function newCart(url: string): Promise<string> {
  const answer = await fetch(`${url}/carts`, { method: "POST" });
  return ((await answer.json()) as { id: string }).id;
}
