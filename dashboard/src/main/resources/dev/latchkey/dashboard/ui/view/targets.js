// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { removeTarget } from '../actions.js';
import { known, millis, number, percent } from '../format.js';
import { store } from '../store.js';
import { filterField, matches } from './pagestate.js';

const STATES = {
  woven: ['✓', 'woven', 'ok'],
  waiting: ['○', 'waiting', 'soft'],
  unmatched: ['!', 'no match', 'warn'],
  refused: ['✕', 'refused', 'bad'],
  switched_off: ['✕', 'switched off', 'bad'],
};

const NONE = html`There is no target. Name one under <code>targets:</code> in latchkey.yaml, or let <code>presets: auto</code> find the libraries it knows.`;
const WAITING = html`All targets wait: the application has not loaded a class of theirs yet. Send it a request that authenticates.`;

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
    <tr id="item-${target.name}" tabindex="-1">
      <th scope="row">${target.name}</th>
      <td data-label="layer">${target.layer}</td>
      <td><span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${word}</span></td>
      <td class="method"><code title="${target.class}#${target.method}">${type}<wbr>#${target.method.replace(/\(.*/, '')}</code>${target.reason ? html`<p class="why">${target.reason}</p>` : nothing}</td>
      <td data-label="from" title=${target.source}>${target.source.replace(/^preset:/, '')}</td>
      <td class="num" data-label="calls">${number(target.calls)}</td>
      <td class="num" data-label="errors">${number(target.errors)}</td>
      <td class="num" data-label="hit">${hit(target)}</td>
      <td class="num" data-label="p50">${cell(target.latency.p50Millis)}</td>
      <td class="num" data-label="p95">${cell(target.latency.p95Millis)}</td>
      <td class="num" data-label="p99">${cell(target.latency.p99Millis)}</td>
      <td>${target.source === 'api' ? html`<button class="quiet" ?disabled=${!store.mayAdminister()} @click=${() => removeTarget(target)}>Remove</button>` : nothing}</td>
    </tr>
  `;
}

/** The disclosure stands above the rows, so that rows that come do not move it. @param {number} count */
function fold(count) {
  return count === 0
    ? nothing
    : html`<button class="quiet" aria-expanded=${store.waitingShown} aria-controls="targets" @click=${() => store.toggleWaiting()}>${store.waitingShown ? 'hide' : 'show'} ${number(count)} waiting</button>`;
}

/** @param {any[]} shown */
function table(shown) {
  return html`<table class="stack">
    <thead><tr>
      <th scope="col">Name</th><th scope="col">Layer</th><th scope="col">State</th><th scope="col">Method</th><th scope="col">From</th><th scope="col" class="num">Calls</th>
      <th scope="col" class="num">Errors</th><th scope="col" class="num">Hit</th><th scope="col" class="num">p50</th><th scope="col" class="num">p95</th><th scope="col" class="num">p99</th><th scope="col"><span class="sr">Actions</span></th>
    </tr></thead>
    <tbody>${shown.map(row)}</tbody>
  </table>`;
}

export function targets() {
  const all = store.targets ?? [];
  const active = all.filter((target) => target.state !== 'waiting');
  const waiting = all.length - active.length;
  const asked = store.filters.search;
  const shown = (store.waitingShown || asked ? all : active).filter((target) => matches(asked, [target.name, target.class, target.method, target.layer, target.state]));
  return html`
    <section class="card full targets" aria-labelledby="title-targets">
      <div class="head"><h3 id="title-targets">Targets</h3>${fold(waiting)}<span class="note">counted since they were woven</span>${filterField('Name, class, layer …', asked, (value) => store.filter('search', value))}</div>
      <div class="scroll" id="targets" tabindex="0" role="group" aria-labelledby="title-targets">
        ${shown.length ? table(shown) : html`<p class="empty">${asked && all.length ? 'Nothing matches.' : waiting > 0 ? WAITING : NONE}</p>`}
      </div>
    </section>
  `;
}
