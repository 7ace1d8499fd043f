import { EVERYTHING } from "../carts/query";
import { number } from "../reading/numbers";
import { STAGES, type Stage } from "../told/stats";
import { AsOf } from "./asof";
import type { Desk } from "./dashboard";
import { Definition } from "./definition";
import { UNKNOWN } from "./figure";
import { Press } from "./press";
import { Money } from "./shy";
import { STAGE_NAMES, StageSign } from "./stage";

/** Every cart in one of three stages, and the orders that came of them. */
export function StageBar({ live, address }: Desk) {
  const { stats } = live.board.shown.value;
  const chosen = address.view.value.query.filter.stage;
  const choose = (stage: Stage) =>
    address.go({
      query: { ...EVERYTHING, filter: chosen === stage ? {} : { stage } },
      cart: undefined,
    });
  return (
    <section class="panel panel--stages stages" aria-label="Stages">
      <div class="stages__bar" aria-hidden="true">
        {STAGES.map((stage) => (
          <span
            key={stage}
            class={`stages__part stages__part--${stage}`}
            style={{ flexGrow: stats?.stages[stage] ?? 0 }}
          />
        ))}
      </div>
      <div class="stages__row">
        {STAGES.map((stage) => (
          <Press
            key={stage}
            class={`stages__button stage--${stage}`}
            pressed={chosen === stage}
            press={() => choose(stage)}
          >
            <StageSign of={stage} />
            <span class="stages__name">{STAGE_NAMES[stage]}</span>
            <b>{stats ? number(stats.stages[stage]) : UNKNOWN}</b>
            <span class="stages__share">{stats && percent(stats.stages[stage], stats.carts)}</span>
          </Press>
        ))}
        <Definition of="stages" />
        <Flow live={live} />
      </div>
    </section>
  );
}

function Flow({ live }: Pick<Desk, "live">) {
  const { stats } = live.board.shown.value;
  const lately = stats?.sold?.lately;
  const past = stats?.salesStaleSince !== undefined;
  return (
    <p class={`stages__flow ${past ? "past" : ""}`}>
      <span aria-hidden="true">→</span> Sold <b>{lately ? number(lately.count) : UNKNOWN}</b> in 10
      min
      {lately && (
        <>
          {" "}
          · <Money usd={lately.valueUsd} />
        </>
      )}{" "}
      {past && <AsOf live={live} from={["sales"]} />}
    </p>
  );
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "" : `${Math.round((100 * part) / whole)}\u00a0%`;
}
