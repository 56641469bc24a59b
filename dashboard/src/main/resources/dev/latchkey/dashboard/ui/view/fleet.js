// @ts-check
/** The instances that share a Redis; nothing without one. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { millis, percent } from '../format.js';
import { store } from '../store.js';

/** @param {any} instance */
function state(instance) {
  const [icon, word, mood] = instance.own
    ? ['●', 'this one', 'soft']
    : instance.late
      ? ['!', 'not heard', 'warn']
      : instance.agrees
        ? ['✓', 'agrees', 'ok']
        : ['✕', 'differs', 'bad'];
  return html`<span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${word}</span>`;
}

/** @param {any} instance */
function row(instance) {
  const on = instance.phases.filter((/** @type {any} */ phase) => phase.enabled);
  const hits = Object.entries(instance.hitRatios).map(([layer, ratio]) => `${layer} ${percent(Number(ratio))} %`);
  return html`
    <tr>
      <th scope="row" class="method"><code>${instance.name}</code></th>
      <td>${state(instance)}</td>
      <td data-label="heard">${instance.own ? nothing : html`${millis(instance.ageMillis)} ago`}</td>
      <td data-label="version">${instance.version}</td>
      <td data-label="on">${on.map((/** @type {any} */ phase) => `${phase.phase} ${phase.rolloutPercent} %`).join(', ') || 'none'}</td>
      <td data-label="hit 1m">${hits.join(', ') || 'no data'}</td>
    </tr>
  `;
}

export function fleet() {
  const fleet = store.fleet;
  return fleet?.configured
    ? html`
        <section class="card full fleet" aria-labelledby="title-fleet">
          <div class="head"><h3 id="title-fleet">Fleet</h3><span class="note">${fleet.linked ? 'a phase that is switched here is switched on all' : 'Redis is not reached: this instance goes on alone'}</span></div>
          <div class="scroll" tabindex="0" role="group" aria-label="Instances"><table class="stack">
            <thead><tr>
              <th scope="col">Instance</th><th scope="col">State</th><th scope="col">heard</th>
              <th scope="col">version</th><th scope="col">phases on</th><th scope="col">hit 1m</th>
            </tr></thead>
            <tbody>${fleet.instances.map(row)}</tbody>
          </table></div>
        </section>
      `
    : nothing;
}
