// Buying, over HTTP as the form does it, so that a shopper without a script
// gets the same. A version of a cart is bought at most once whatever is sent
// how often, so where the answer is lost the question is asked again.
import { span } from "./backoff";

/** How long an answer may take: longer than the shop tries. */
const PATIENCE = 10_000;
/** The span of the first try anew, one second and more. */
const AGAIN = 3;

export interface Outcome {
  readonly bought: boolean;
  /** The page that says how it went. */
  readonly url: string;
  readonly page: Document;
}

/** Asks until there is an answer; unanswered is told each time there is none. */
export async function purchase(form: HTMLFormElement, unanswered: () => void): Promise<Outcome> {
  const body = new URLSearchParams(
    [...new FormData(form)].map(([name, value]) => [name, `${value}`]),
  );
  for (let tries = 1; ; tries++) {
    const outcome = await ask(form.action, body);
    if (outcome) {
      return outcome;
    }
    unanswered();
    await new Promise((resolve) => setTimeout(resolve, span(tries + AGAIN)));
  }
}

async function ask(address: string, body: URLSearchParams): Promise<Outcome | undefined> {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const headers = { Accept: "text/html" };
    const answer = await fetch(address, { method: "POST", headers, body, signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const bought = new URL(answer.url).pathname === "/checkout/complete";
    return bought || tells(answer, page) ? { bought, url: answer.url, page } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a page is the shop's last word. */
function tells({ ok, status }: Response, page: Document): boolean {
  if (ok) {
    // Where it says nothing, the page of another tab may have taken the words.
    return page.querySelector(".notice:not(#notice-passing, [data-unsettled])") !== null;
  }
  // A proxy may speak for a storefront that died after it had bought.
  return status < 500 && status !== 429 && page.querySelector("main") !== null;
}
