import { useRef } from "preact/hooks";
import type { Live } from "../line/live";
import { prefer, preferences } from "../reading/preferences";
import { RANGES, type Thresholds, thresholdsOf, USUAL } from "../reading/thresholds";

const NAMES: Readonly<Record<keyof Thresholds, readonly [name: string, unit: string]>> = {
  pressure: ["A size: carts for each pair left, more than", "carts"],
  checkout: ["A checkout stands for more than", "min"],
  value: ["A cart is worth a look from", "$"],
  idle: ["It stands on one page for more than", "min"],
  fall: ["The carts fall within two minutes by", "%"],
};
const LIMITS = Object.keys(NAMES) as (keyof Thresholds)[];

/** From when on something needs attention, for this reader in this browser. */
export function Limits({ live }: { live: Live }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const { thresholds } = preferences.value;
  const close = () => dialog.current?.close();
  const set = (limits: Thresholds) => {
    prefer({ thresholds: limits });
    live.probe.soon();
    close();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const entered = form.current && new FormData(form.current);
    set(thresholdsOf((name) => entered?.get(name)));
  };
  const open = () => {
    form.current?.reset();
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" class="link" onClick={open}>
        Limits…
      </button>
      <dialog class="dialog" ref={dialog} aria-labelledby="limits-title">
        <form ref={form} onSubmit={submit}>
          <h3 id="limits-title">What needs attention</h3>
          {LIMITS.map((name) => (
            <Limit key={name} name={name} value={thresholds[name]} />
          ))}
          <p class="dialog__lead">Kept in this browser, for you only.</p>
          <div class="dialog__actions">
            <button type="button" class="button" onClick={() => set(USUAL)}>
              As usual
            </button>
            <button type="button" class="button" onClick={close}>
              Cancel
            </button>
            <button type="submit" class="button button--strong">
              Save
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}

function Limit({ name, value }: { name: keyof Thresholds; value: number }) {
  const [least, most] = RANGES[name];
  const [text, unit] = NAMES[name];
  return (
    <label class="choice">
      {text}
      <span class="limit">
        <input
          type="number"
          name={name}
          required
          min={least}
          max={most}
          step={name === "pressure" ? 0.1 : 1}
          defaultValue={value}
        />{" "}
        {unit}
      </span>
    </label>
  );
}
