// What the tests use of the npm package "phoenix", which ships no types of its own.
declare module "phoenix-1.8.16" {
  export interface SocketOptions {
    transport?: unknown;
    params?: object;
    authToken?: string;
    heartbeatIntervalMs?: number;
  }

  export interface Message {
    readonly topic: string;
    readonly event: string;
    readonly payload: unknown;
  }

  export class Socket {
    constructor(endPoint: string, options?: SocketOptions);
    connect(): void;
    disconnect(callback?: () => void, code?: number): void;
    isConnected(): boolean;
    channel(topic: string, params?: object): Channel;
    onOpen(callback: () => void): string;
    onClose(callback: (event: { readonly code: number }) => void): string;
    onError(callback: (error: { readonly message: string }) => void): string;
    onMessage(callback: (message: Message) => void): string;
  }

  export interface Push {
    receive(status: "ok" | "error" | "timeout", callback: (reply: unknown) => void): Push;
  }

  export interface Channel {
    readonly state: "closed" | "errored" | "joined" | "joining" | "leaving";
    join(): Push;
    leave(): Push;
    push(event: string, payload: object): Push;
    on(event: string, callback: (payload: unknown) => void): number;
    onClose(callback: () => void): void;
  }

  export interface Presences {
    readonly [key: string]: {
      readonly metas: readonly {
        readonly page: string | null;
        readonly items: readonly number[];
        readonly node: string;
        readonly phx_ref: string;
      }[];
    };
  }

  export class Presence {
    constructor(channel: Channel);
    readonly state: Presences;
    onJoin(callback: (key: string) => void): void;
    onLeave(callback: (key: string) => void): void;
    onSync(callback: () => void): void;
  }
}

declare module "phoenix-1.8.15" {
  export * from "phoenix-1.8.16";
}

declare module "phoenix-1.8.0" {
  export * from "phoenix-1.8.16";
}
