import "./dashboard.css";
import type { Presence } from "phoenix";
import { render } from "preact";
import { Live } from "./live";
import { Stock } from "./stock";
import { Dashboard } from "./views/dashboard";

declare global {
  interface Window {
    /** For the console: every cart that is connected now, as presence shows it. */
    presence: Presence;
  }
}

const live = new Live();
const stock = new Stock(live);
window.presence = live.presence;

const root = document.getElementById("app");
if (root) {
  render(<Dashboard live={live} stock={stock} />, root);
}
void live.start();
stock.start();
