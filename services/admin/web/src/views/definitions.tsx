import { MEANINGS } from "../reading/definitions";

/** Every number of the page on one sheet. */
export function Definitions() {
  return (
    <dialog class="dialog dialog--wide" id="definitions" aria-labelledby="definitions-title">
      <form method="dialog" class="dialog__head">
        <h2 id="definitions-title">What the numbers mean</h2>
        <button type="submit" class="button button--quiet">
          Close
        </button>
      </form>
      <p class="dialog__lead">
        Every figure comes from connections that are open now. A change reaches this page within a
        second; a shopper whose computer died leaves within six. Ages are by the server's clock.
        What cannot be vouched for is greyed and says as of when.
      </p>
      <dl class="meanings">
        {Object.entries(MEANINGS).map(([term, { name, text }]) => (
          <div key={term}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
