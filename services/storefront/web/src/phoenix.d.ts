// What we use of the npm package "phoenix", which ships no types of its own.
declare module "phoenix" {
  export interface SocketOptions {
    heartbeatIntervalMs?: number;
    reconnectAfterMs?: (tries: number) => number;
    rejoinAfterMs?: (tries: number) => number;
  }

  export class Socket {
    constructor(endPoint: string, options?: SocketOptions);
    connect(): void;
    disconnect(callback?: () => void): void;
    isConnected(): boolean;
    channel(topic: string, params?: object | (() => object)): Channel;
    onOpen(callback: () => void): string;
  }

  export interface Push {
    receive(status: "ok" | "error" | "timeout", callback: (reply: unknown) => void): Push;
  }

  export interface Channel {
    join(): Push;
    leave(): Push;
    push(event: string, payload: object, timeout?: number): Push;
    on(event: string, callback: (payload: unknown) => void): number;
    onError(callback: (reason: unknown) => void): void;
  }
}
