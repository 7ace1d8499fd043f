/** An information button with the definition of a figure; Escape or a click beside it closes it. */
export function Definition({ of, id, text }: { of: string; id: string; text: string }) {
  return (
    <>
      <button type="button" class="info" popovertarget={id} aria-label={`What is: ${of}`}>
        <span aria-hidden="true">i</span>
      </button>
      <div class="definition" id={id} popover="auto">
        <strong>{of}</strong>
        <p>{text}</p>
      </div>
    </>
  );
}
