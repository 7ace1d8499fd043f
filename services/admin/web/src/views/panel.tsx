import type { ComponentChildren } from "preact";
import type { Live } from "../line/live";
import { MEANINGS, type Term } from "../reading/definitions";
import { AsOf, pastSince, type Source } from "./asof";
import { Definition } from "./definition";
import { Tools } from "./press";

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
  /** What its figures are made of, beside the carts. */
  readonly from?: readonly Source[];
  readonly children: ComponentChildren;
}

/** A card with a title, the definition of what it shows, and the moment that dates from. */
export function Panel({ live, term, area, id, tools, present, from = [], children }: Props) {
  const { name } = MEANINGS[term];
  const title = `${term}-title`;
  const past = from.length > 0 && pastSince(live, ...from) !== undefined;
  return (
    <section class={`panel panel--${area} ${past ? "past" : ""}`} id={id} aria-labelledby={title}>
      <header class="panel__head">
        <h2 id={title}>{name}</h2>
        <Definition of={term} />
        {!present && <AsOf live={live} from={from} />}
        {tools && (
          <Tools>
            <div class="panel__tools">{tools}</div>
          </Tools>
        )}
      </header>
      {children}
    </section>
  );
}
