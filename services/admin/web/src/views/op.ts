/** The name of an operation: the same for every try of the same, so that it is done once. */
export class Op {
  #payload = "";
  #id = "";

  /** 32 hexadecimal digits; others once something else is asked for. */
  of(payload: object): string {
    const asked = JSON.stringify(payload);
    if (asked !== this.#payload) {
      this.#payload = asked;
      this.#id = [...crypto.getRandomValues(new Uint8Array(16))]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
    }
    return this.#id;
  }
}
