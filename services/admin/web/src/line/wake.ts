// A computer that slept, a tab that was hidden, a network that was away: the
// moments at which a line that seems to stand may be dead.

/** Checked so often; a check that comes much later has been slept through. */
const CHECK = 5_000;
const SLEPT = 4 * CHECK;

/** Tells whether anybody can see the page, now and whenever that changes. */
export function whenSeen(tell: (seen: boolean) => void): void {
  const look = () => tell(document.visibilityState === "visible");
  document.addEventListener("visibilitychange", look);
  look();
}

/** Calls back when the page is awake again. */
export function whenAwake(awake: () => void): void {
  let last = Date.now();
  setInterval(() => {
    const slept = Date.now() - last > SLEPT;
    last = Date.now();
    if (slept) {
      awake();
    }
  }, CHECK);
  addEventListener("online", awake);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      awake();
    }
  });
}
