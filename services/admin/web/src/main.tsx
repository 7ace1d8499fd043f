import "./dashboard.css";
import type { Presence } from "phoenix";
import { render } from "preact";
import { Live } from "./live";
import { Dashboard } from "./views/dashboard";

declare global {
  interface Window {
    /** For the console: every cart that is connected now, as presence shows it. */
    presence: Presence;
  }
}

const live = new Live();
window.presence = live.presence;

const root = document.getElementById("app");
if (root) {
  render(<Dashboard live={live} />, root);
}
void live.start();
