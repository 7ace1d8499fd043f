import type { Page } from "playwright-core";

/** Everything that a page sends, receives and says from now on. */
export class Recorder {
  readonly #page: Page;
  readonly #heard: (string | Promise<string>)[] = [];

  constructor(page: Page) {
    this.#page = page;
    page.on("request", (request) => this.#heard.push(request.url(), request.postData() ?? ""));
    page.on("response", (response) => this.#heard.push(response.text().catch(() => "")));
    page.on("console", (message) => this.#heard.push(message.text()));
    page.on("websocket", (socket) => {
      this.#heard.push(socket.url());
      socket.on("framesent", ({ payload }) => this.#heard.push(String(payload)));
      socket.on("framereceived", ({ payload }) => this.#heard.push(String(payload)));
    });
  }

  /** All of it, and the page as it is. */
  async text(): Promise<string> {
    return [...(await Promise.all(this.#heard)), await this.#page.content()].join("\n");
  }
}
