import { MEANINGS, type Term } from "../reading/definitions";
import { Tools } from "./press";

/** An information button with the definition of a figure; Escape or a click beside it closes it. */
export function Definition({ of }: { of: Term }) {
  const { name, text } = MEANINGS[of];
  const id = `about-${of}`;
  return (
    <Tools>
      <button type="button" class="info" popovertarget={id} aria-label={`What is: ${name}`}>
        <span aria-hidden="true">i</span>
      </button>
      <div class="definition" id={id} popover="auto">
        <strong>{name}</strong>
        <p>{text}</p>
      </div>
    </Tools>
  );
}
