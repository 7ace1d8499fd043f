import { useRef, useState } from "preact/hooks";
import type { Live } from "../line/live";
import { number } from "../reading/numbers";
import type { Product } from "../told/catalogue";
import { Op } from "./op";

interface Props {
  readonly live: Live;
  readonly product: Product;
  readonly stock: ReadonlyMap<number, number>;
}

/**
 * What an operator may do to a product, each after a second thought. It stays
 * while the line is away, with what is typed; only then nothing can be sent.
 */
export function Operate({ live, product, stock }: Props) {
  if (!live.operates.value) {
    return null;
  }
  return (
    <>
      {!product.released && <Release live={live} product={product} />}
      <Restock live={live} product={product} stock={stock} />
    </>
  );
}

function Release({ live, product }: Omit<Props, "stock">) {
  return (
    <Action
      live={live}
      label="Release…"
      subject={product.name}
      title={`Release ${product.name}?`}
      text="Every open page of the shop offers its sizes at once. A release cannot be taken back."
      confirm="Release"
      event="release"
      payload={{ product_id: product.id }}
    />
  );
}

function Restock({ live, product, stock }: Props) {
  const [item, choose] = useState(product.items[0]?.id ?? 0);
  const [count, enter] = useState("10");
  return (
    <Action
      live={live}
      label="Restock…"
      subject={product.name}
      title={`Restock ${product.name}`}
      text={
        product.released
          ? "The pairs can be bought at once, also by carts that hold the size already."
          : "The pairs can be bought once the product is released."
      }
      confirm="Restock"
      event="restock"
      payload={{ item_id: item, count: Number(count) }}
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
  readonly live: Live;
  readonly label: string;
  readonly subject: string;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly event: string;
  readonly payload: object;
  readonly children?: preact.ComponentChildren;
}

/** The refusals after which nothing was done. */
const REASONS: Readonly<Record<string, string>> = {
  forbidden: "Only operators may do this.",
  unavailable: "Nothing was done: the shop cannot be changed right now. Try again in a moment.",
  rate_limited: "Nothing was done: too many requests. Try again in a moment.",
  unknown_product: "The shop no longer has this product.",
  unknown_item: "The shop no longer has this size.",
  bad_request: "So many pairs cannot be added.",
};
const MAYBE = "It may have been done: the answer was lost. Trying again is safe, it is done once.";

function Action({
  live,
  label,
  subject,
  title,
  text,
  confirm,
  event,
  payload,
  children,
}: ActionProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const op = useRef(new Op());
  const [asked, ask] = useState(false);
  const [failed, fail] = useState<string | undefined>();
  const away = live.state.value.kind !== "live";
  const open = () => {
    op.current = new Op();
    fail(undefined);
    dialog.current?.showModal();
  };
  const submit = async (submitted: SubmitEvent) => {
    submitted.preventDefault();
    fail(undefined);
    ask(true);
    try {
      await live.ask(event, { ...payload, op: op.current.of(payload) });
      dialog.current?.close();
    } catch (error) {
      fail(REASONS[error instanceof Error ? error.message : ""] ?? MAYBE);
    }
    ask(false);
  };
  return (
    <>
      <button type="button" class="link" disabled={away} onClick={open}>
        {label}
        <span class="unseen"> {subject}</span>
      </button>
      <dialog class="dialog" ref={dialog} aria-label={title}>
        <form onSubmit={(submitted) => void submit(submitted)}>
          <h3>{title}</h3>
          <p>{text}</p>
          {children}
          {failed && (
            <p class="failed" role="alert">
              {failed}
            </p>
          )}
          {away && <p role="status">Not connected. What you entered stays until you are.</p>}
          <div class="dialog__actions">
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit" class="button button--strong" disabled={asked || away}>
              {confirm}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
