import "./dashboard.css";
import { computed } from "@preact/signals";
import type { Presence } from "phoenix";
import { render } from "preact";
import { Address } from "./carts/address";
import { Live } from "./line/live";
import { keepPreferences, preferences } from "./reading/preferences";
import { Dashboard } from "./views/dashboard";

declare global {
  interface Window {
    /** For the console: every cart that is connected now, as presence shows it. */
    readonly presence: Presence;
  }
}

const live = new Live();
Object.defineProperty(window, "presence", { get: () => live.presence });

keepPreferences();
const root = document.getElementById("app");
if (root) {
  const address = new Address(computed(() => preferences.value.privacy));
  render(<Dashboard live={live} address={address} />, root);
}
void live.start();
