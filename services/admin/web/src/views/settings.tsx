import { useEffect } from "preact/hooks";
import { type Preferences, prefer, preferences } from "../reading/preferences";
import type { Desk } from "./dashboard";
import { NotifySwitch } from "./notifier";

/** What a reader may choose, in a sheet below its button. */
export function Settings({ live, address }: Desk) {
  const { rate, theme, privacy, keys, announce } = preferences.value;
  useEffect(() => live.board.pace(rate), [live, rate]);
  return (
    <>
      <button type="button" class="button button--quiet" popovertarget="settings">
        View
      </button>
      <div class="sheet" id="settings" popover="auto">
        <Choice
          name="Update"
          value={rate}
          options={{ live: "At once", calm: "Every 5 s", slow: "Every 30 s" }}
          choose={(value) => prefer({ rate: value as Preferences["rate"] })}
        />
        <Choice
          name="Colours"
          value={theme}
          options={{ auto: "As the system", light: "Light", dark: "Dark" }}
          choose={(value) => prefer({ theme: value as Preferences["theme"] })}
        />
        <Choice
          name="Announce a summary"
          value={String(announce)}
          options={{ 0: "Never", 30: "Every 30 s", 120: "Every 2 min" }}
          choose={(value) => prefer({ announce: Number(value) })}
        />
        <Switch
          name="Hide carts' names and money"
          hint="Also in the address and in files. A name or a link that you copy is whole."
          on={privacy}
          turn={(on) => prefer({ privacy: on })}
        />
        <NotifySwitch />
        <Switch name="Single-key shortcuts: / p ?" on={keys} turn={(on) => prefer({ keys: on })} />
        <button
          type="button"
          class="button"
          popovertarget="settings"
          popovertargetaction="hide"
          onClick={() => address.go({ wall: true, cart: undefined })}
        >
          Wall view
        </button>
      </div>
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: Readonly<Record<string, string>>;
  readonly choose: (value: string) => void;
}

function Choice({ name, value, options, choose }: ChoiceProps) {
  return (
    <label class="choice">
      {name}
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {Object.entries(options).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface SwitchProps {
  readonly name: string;
  readonly hint?: string;
  readonly on: boolean;
  readonly turn: (on: boolean) => void;
}

export function Switch(props: SwitchProps) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={props.on}
        onChange={(event) => props.turn(event.currentTarget.checked)}
      />
      <span>
        {props.name}
        {props.hint && <small class="switch__hint">{props.hint}</small>}
      </span>
    </label>
  );
}
