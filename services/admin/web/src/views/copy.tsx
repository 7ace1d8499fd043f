import { useEffect, useState } from "preact/hooks";

/** So long it says what came of it. */
const SAID = 2_000;

/** Copies a text, and says so in its own place. */
export function Copy({ name, text }: { name: string; text: () => string }) {
  const [said, say] = useState("");
  useEffect(() => {
    const timer = said ? setTimeout(() => say(""), SAID) : undefined;
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    // A browser has no clipboard for a page that came over plain HTTP.
    const copied = await navigator.clipboard?.writeText(text()).then(
      () => true,
      () => false,
    );
    say(copied ? "Copied" : "Not copied");
  };
  return (
    <>
      <button type="button" class="button button--quiet" onClick={() => void copy()}>
        {said || name}
      </button>
      <span class="unseen" role="status">
        {said}
      </span>
    </>
  );
}
