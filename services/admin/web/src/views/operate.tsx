import { useRef, useState } from "preact/hooks";
import type { Live } from "../line/live";
import { number } from "../reading/numbers";
import type { Product } from "../told/catalogue";

interface Props {
  readonly live: Live;
  readonly product: Product;
  readonly stock: ReadonlyMap<number, number>;
}

/** What an operator may do to a product, each after a second thought. */
export function Operate({ live, product, stock }: Props) {
  if (!live.operates.value || live.state.value.kind !== "live") {
    return null;
  }
  return product.released ? (
    <Restock live={live} product={product} stock={stock} />
  ) : (
    <Release live={live} product={product} />
  );
}

function Release({ live, product }: Omit<Props, "stock">) {
  return (
    <Action
      label="Release…"
      subject={product.name}
      title={`Release ${product.name}?`}
      text="Every open page of the shop offers its sizes at once. A release cannot be taken back."
      confirm="Release"
      act={() => live.ask("release", { product_id: product.id })}
    />
  );
}

function Restock({ live, product, stock }: Props) {
  const [item, choose] = useState(product.items[0]?.id ?? 0);
  const [count, enter] = useState("10");
  return (
    <Action
      label="Restock…"
      subject={product.name}
      title={`Restock ${product.name}`}
      text="The pairs can be bought at once, also by carts that hold the size already."
      confirm="Restock"
      act={() => live.ask("restock", { item_id: item, count: Number(count) })}
    >
      <label class="choice">
        Size
        <select value={item} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {product.items.map(({ id, size }) => (
            <option key={id} value={id}>
              {size} – {number(stock.get(id) ?? 0)} left
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        Pairs to add
        <input
          type="number"
          min="1"
          max="10000"
          step="1"
          required
          value={count}
          onInput={(event) => enter(event.currentTarget.value)}
        />
      </label>
    </Action>
  );
}

interface ActionProps {
  readonly label: string;
  readonly subject: string;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly act: () => Promise<unknown>;
  readonly children?: preact.ComponentChildren;
}

const REASONS: Readonly<Record<string, string>> = {
  forbidden: "Only operators may do this.",
  timeout: "The server did not answer; it may have been done all the same.",
  unavailable: "The shop cannot be changed right now. Try again in a moment.",
  rate_limited: "Too many requests. Try again in a moment.",
};

function Action({ label, subject, title, text, confirm, act, children }: ActionProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, ask] = useState(false);
  const [failed, fail] = useState<string | undefined>();
  const open = () => {
    fail(undefined);
    dialog.current?.showModal();
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    ask(true);
    try {
      await act();
      dialog.current?.close();
    } catch (error) {
      const reason = error instanceof Error ? error.message : "";
      fail(REASONS[reason] ?? `The server refused: ${reason}.`);
    }
    ask(false);
  };
  return (
    <>
      <button type="button" class="link" onClick={open}>
        {label}
        <span class="unseen"> {subject}</span>
      </button>
      <dialog class="dialog" ref={dialog} aria-label={title}>
        <form onSubmit={(event) => void submit(event)}>
          <h3>{title}</h3>
          <p>{text}</p>
          {children}
          {failed && (
            <p class="failed" role="alert">
              {failed}
            </p>
          )}
          <div class="dialog__actions">
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit" class="button button--strong" disabled={asked}>
              {confirm}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
