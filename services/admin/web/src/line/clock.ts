// The server's clock decides every age on this page: a browser's own clock may
// be hours off.

/** A smaller difference is the line's delay; following it would make the clock tremble. */
const TREMBLE = 1_000;

export class Clock {
  #offset = 0;

  /** Milliseconds since 1970 by the server's clock, as far as it is known. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** Learns what the server's clock showed just now, but for the time that a message takes. */
  set(serverNow: number): void {
    if (Math.abs(serverNow - this.now()) > TREMBLE) {
      this.#offset = serverNow - Date.now();
    }
  }
}

const timeOfDay = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

const zoneOfDay = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" });
/** By minutes from UTC: finding a name takes longer than all else of a row. */
const zones = new Map<number, string>();

/** 10:42:07, in the reader's time zone. */
export function clockTime(at: number): string {
  return timeOfDay.format(at);
}

/** The short name of the reader's time zone. */
const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** A minute; of a longer time with its day. */
export function minuteOf(at: number, longer: boolean): string {
  return longer ? dayAndTime.format(at).replace(",", "") : clockTime(at).slice(0, 5);
}

export function zone(at: number): string {
  const offset = new Date(at).getTimezoneOffset();
  const name = zones.get(offset) ?? nameOfZone(at);
  zones.set(offset, name);
  return name;
}

function nameOfZone(at: number): string {
  return zoneOfDay.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";
}
