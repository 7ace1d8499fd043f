// A server for tests, behind a stand-in for the browser's WebSocket.

/** The far end: answers joins and heartbeats until told otherwise. */
export const server = {
  down: false,
  silent: false,
  carts: {} as object,
  /** The token of every attempt to connect. */
  tokens: [] as string[],
  last: undefined as FakeSocket | undefined,
};

export class FakeSocket {
  static readonly CONNECTING = 0;
  readyState = 0;
  bufferedAmount = 0;
  binaryType = "";
  onopen: (() => void) | undefined;
  onclose: ((event: object) => void) | undefined;
  onerror: ((event: object) => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;

  constructor(_url: string, protocols: string[]) {
    server.tokens.push(atob(protocols[1]?.replace("base64url.bearer.phx.", "") ?? ""));
    server.last = this;
    setTimeout(() => (server.down ? this.fail() : this.open()), 1);
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  fail(): void {
    this.readyState = 3;
    this.onerror?.({});
    this.onclose?.({ code: 1006 });
  }

  close(): void {
    this.readyState = 3;
    setTimeout(() => this.onclose?.({ code: 1000 }), 1);
  }

  send(frame: string): void {
    const [joinRef, ref, topic, event] = JSON.parse(frame) as string[];
    if (server.silent) {
      return;
    }
    const reply = { status: "ok", response: {} };
    setTimeout(() => {
      this.push([joinRef, ref, topic, "phx_reply", reply]);
      if (event === "phx_join") {
        this.push([joinRef, null, topic, "presence_state", server.carts]);
      }
    }, 1);
  }

  push(frame: unknown[]): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}
