import { prefer, preferences } from "../reading/preferences";
import { CELLS, NAMED_BY } from "./cells";
import { Switch } from "./settings";

/** Which columns of the list are shown. */
export function Columns() {
  const { hidden } = preferences.value;
  const turn = (column: string, on: boolean) =>
    prefer({ hidden: [...hidden.filter((one) => one !== column), ...(on ? [] : [column])] });
  return (
    <>
      <button type="button" class="button" popovertarget="columns">
        Columns{hidden.length > 0 && ` · ${hidden.length} hidden`}
      </button>
      <div class="sheet" id="columns" popover="auto">
        {CELLS.filter(({ column }) => column !== NAMED_BY).map(({ column, name }) => (
          <Switch
            key={column}
            name={name}
            on={!hidden.includes(column)}
            turn={(on) => turn(column, on)}
          />
        ))}
        <button
          type="button"
          class="button"
          disabled={hidden.length === 0}
          onClick={() => prefer({ hidden: [] })}
        >
          Show all
        </button>
      </div>
    </>
  );
}
