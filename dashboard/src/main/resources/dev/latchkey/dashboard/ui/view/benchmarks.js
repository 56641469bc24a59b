// @ts-check
/** Whether it is really faster: what was predicted and what is measured on live traffic. */
import { html } from '../lib/lit-html/lit-html.js';
import { known, millis, number, percent } from '../format.js';
import { link } from '../route.js';
import { store } from '../store.js';
import { figure } from './figure.js';
import { title } from './phases.js';

/** @param {any} phase */
function row(phase) {
  const found = phase.forecast;
  const measured = (/** @type {number | null} */ value, /** @type {(value: number) => string} */ write, /** @type {string} */ unit) => figure(value, write, { unit, inapplicable: !phase.enabled });
  return html`
    <tr>
      <th scope="row"><a href=${link('phases', phase.id)}>${phase.number} ${title(phase)[0]}</a></th>
      <td class="num" data-label="calls watched">${found ? number(found.samples) : html`<span class="soft">–</span>`}</td>
      <td class="num" data-label="answered, predicted">${found && known(found.hitRatio) ? `${found.settled ? '' : '≥ '}${percent(found.hitRatio)} %` : figure(null, number)}</td>
      <td class="num" data-label="measured">${measured(found?.measuredHitRatio ?? null, percent, '%')}</td>
      <td class="num" data-label="saved, predicted">${figure(found?.savedMillis, millis)}</td>
      <td class="num" data-label="measured">${measured(found?.measuredSavedMillis ?? null, millis, '')}</td>
    </tr>
  `;
}

export function benchmarks() {
  const available = (store.phases ?? []).filter((phase) => phase.available);
  return html`
    <section class="card full" aria-labelledby="title-live">
      <div class="head"><h3 id="title-live">Predicted and measured on live traffic</h3><span class="note">saved: of the mean auth operation</span></div>
      ${available.length
        ? html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-live"><table class="stack">
            <thead><tr><th scope="col">Phase</th><th scope="col" class="num">calls watched</th><th scope="col" class="num">answered, predicted</th><th scope="col" class="num">measured</th><th scope="col" class="num">saved, predicted</th><th scope="col" class="num">measured</th></tr></thead>
            <tbody>${available.map(row)}</tbody>
          </table></div>`
        : html`<p class="empty">No phase is there to predict for.</p>`}
    </section>
    <section class="card full" aria-labelledby="title-runs">
      <div class="head"><h3 id="title-runs">Runs</h3></div>
      <p class="empty">This version of the agent runs no load of its own, so there is nothing to compare here. What a phase brings is measured on the application's own calls: keep it at 10 or 50 % and look at <a href=${link('phases')}>treated against control</a>.</p>
    </section>
  `;
}
