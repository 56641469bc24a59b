// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { known, millis, number, percent } from '../format.js';
import { store } from '../store.js';

const STATES = {
  woven: ['✓', 'woven', 'ok'],
  waiting: ['○', 'waiting', 'soft'],
  unmatched: ['!', 'no match', 'warn'],
  refused: ['✕', 'refused', 'bad'],
  switched_off: ['✕', 'switched off', 'bad'],
};

/** @param {number | null} value */
function cell(value) {
  return known(value) ? millis(value) : html`<span class="soft">–</span>`;
}

/** @param {any} target */
function hit(target) {
  const { hit = 0, stale = 0, miss = 0, bypass = 0, disabled = 0 } = target.outcomes;
  const asked = hit + stale + miss + bypass;
  if (asked === 0) {
    return html`<span class="soft">${disabled > 0 ? 'off' : '–'}</span>`;
  }
  return `${percent((hit + stale) / asked)} %`;
}

/** @param {any} target */
function row(target) {
  const [icon, word, mood] = STATES[/** @type {keyof typeof STATES} */ (target.state)] ?? ['?', target.state, 'soft'];
  const type = target.class.slice(target.class.lastIndexOf('.') + 1);
  return html`
    <tr>
      <th scope="row">${target.name}</th>
      <td data-label="layer">${target.layer}</td>
      <td><span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${word}</span></td>
      <td class="method"><code title="${target.class}#${target.method}">${type}#${target.method.replace(/\(.*/, '')}</code>${target.reason ? html`<p class="why">${target.reason}</p>` : nothing}</td>
      <td data-label="from">${target.source}</td>
      <td class="num" data-label="calls">${number(target.calls)}</td>
      <td class="num" data-label="errors">${number(target.errors)}</td>
      <td class="num" data-label="hit">${hit(target)}</td>
      <td class="num" data-label="p50">${cell(target.latency.p50Millis)}</td>
      <td class="num" data-label="p95">${cell(target.latency.p95Millis)}</td>
      <td class="num" data-label="p99">${cell(target.latency.p99Millis)}</td>
    </tr>
  `;
}

export function targets() {
  const targets = store.targets;
  return html`
    <section class="card full" aria-labelledby="title-targets">
      <div class="head"><h2 id="title-targets">Targets</h2><span class="note">counted since they were woven</span></div>
      ${targets?.length
        ? html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-targets"><table class="stack">
            <thead><tr>
              <th scope="col">Name</th><th scope="col">Layer</th><th scope="col">State</th><th scope="col">Method</th><th scope="col">From</th><th scope="col" class="num">Calls</th>
              <th scope="col" class="num">Errors</th><th scope="col" class="num">Hit</th><th scope="col" class="num">p50</th><th scope="col" class="num">p95</th><th scope="col" class="num">p99</th>
            </tr></thead>
            <tbody>${targets.map(row)}</tbody>
          </table></div>`
        : html`<p class="empty">There is no target. Name one under <code>targets:</code> in latchkey.yaml, or let <code>presets: auto</code> find the libraries it knows.</p>`}
    </section>
  `;
}
