import { short } from "../carts/row";
import { money } from "../reading/numbers";
import { preferences } from "../reading/preferences";

const HIDDEN = "•••";

/** The name of a cart, unless the screen is shared. */
export function Handle({ of }: { of: string }) {
  return <code class="handle">{preferences.value.privacy ? "••••·••••" : short(of)}</code>;
}

/** A sum of money, unless the screen is shared. */
export function Money({ usd }: { usd: number }) {
  return preferences.value.privacy ? <span>{HIDDEN}</span> : <span>{money(usd)}</span>;
}
