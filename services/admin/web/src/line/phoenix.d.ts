// What we use of the npm package "phoenix", which ships no types of its own.
declare module "phoenix" {
  export interface SocketOptions {
    authToken?: string | (() => string);
    heartbeatIntervalMs?: number;
    reconnectAfterMs?: (tries: number) => number;
  }

  export class Socket {
    constructor(endPoint: string, options?: SocketOptions);
    connect(): void;
    disconnect(callback?: () => void): void;
    channel(topic: string, params?: object): Channel;
    onClose(callback: () => void): string;
  }

  export interface Push {
    receive(status: "ok" | "error" | "timeout", callback: (reply: unknown) => void): Push;
  }

  export interface Channel {
    join(): Push;
    push(event: string, payload: object): Push;
    on(event: string, callback: (payload: unknown) => void): number;
    onError(callback: (reason: unknown) => void): void;
    onClose(callback: () => void): void;
  }

  export interface Presences {
    readonly [key: string]: { readonly metas: readonly unknown[] };
  }

  export class Presence {
    constructor(channel: Channel);
    readonly state: Presences;
    list(): unknown[];
  }
}
