import type { ComponentChildren } from "preact";
import type { Live } from "../line/live";
import { MEANINGS, type Term } from "../reading/definitions";
import { AsOf } from "./asof";
import { Definition } from "./definition";

interface Props {
  readonly live: Live;
  readonly term: Term;
  /** Where it stands in the layout. */
  readonly area: string;
  readonly id?: string;
  /** What else stands in the head. */
  readonly tools?: ComponentChildren;
  /** It shows the present even while the figures do not. */
  readonly present?: boolean;
  readonly children: ComponentChildren;
}

/** A card with a title, the definition of what it shows, and the moment that dates from. */
export function Panel({ live, term, area, id, tools, present, children }: Props) {
  const { name } = MEANINGS[term];
  const title = `${term}-title`;
  return (
    <section class={`panel panel--${area}`} id={id} aria-labelledby={title}>
      <header class="panel__head">
        <h2 id={title}>{name}</h2>
        <Definition of={term} />
        {!present && <AsOf live={live} />}
        {tools && <div class="panel__tools">{tools}</div>}
      </header>
      {children}
    </section>
  );
}
