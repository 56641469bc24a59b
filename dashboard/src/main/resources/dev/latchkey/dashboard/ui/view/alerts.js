// @ts-check
/** What is wrong now, and everything that happened with what it did to the mean of an auth operation. */
import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { clock, date, known, millis, number, seconds, zone } from '../format.js';
import { downloadLines } from '../save.js';
import { root, store } from '../store.js';
import { severityIcon } from './events.js';
import { filterField, matches } from './pagestate.js';
import { rules } from './rules.js';

const EFFECT_SECONDS = 300;
const LANES = [
  ['agent', 'agent'],
  ['phase', 'phases'],
  ['rollout', 'plans'],
  ['cache', 'caches'],
  ['target', 'targets'],
  ['alert', 'alerts'],
  ['history', 'changes'],
  ['config', 'config'],
  ['bench', 'loads'],
];

/** @param {any} event */
function lane(event) {
  const kind = event.kind.split('.')[0];
  return Math.max(0, LANES.findIndex(([id]) => id === kind));
}

/** Where events lie in the window, a lane a kind; the list below says the same in words. */
function lanes() {
  const shown = store.window();
  if (!shown) {
    return nothing;
  }
  const [from, to] = shown;
  const inside = store.events.filter((event) => seconds(event.at) >= from && seconds(event.at) <= to);
  const left = (/** @type {any} */ event) => `${(((seconds(event.at) - from) / (to - from)) * 100).toFixed(2)}%`;
  return html`<div class="lanes" aria-hidden="true">
    ${LANES.map(
      ([, label], index) => html`<div><span>${label}</span><svg width="100%" height="16">
        ${svg`<line x1="0" x2="100%" y1="8" y2="8" />`}
        ${inside.filter((event) => lane(event) === index).map((event) => svg`<circle class=${event.severity} cx=${left(event)} cy="8" r="4" />`)}
      </svg></div>`,
    )}
    <div><span></span><p><time>${clock(from, store.utc, false)}</time><time>${clock(to, store.utc, false)} ${zone(store.utc)}</time></p></div>
  </div>`;
}

/** Mean of an auth operation before and after. @param {number} at */
function effect(at) {
  const last = store.history.last() ?? 0;
  if (at - 30 < (store.history.times[0] ?? Infinity) || last - at < 30) {
    return html`<span class="soft">–</span>`;
  }
  const before = store.history.mean('auth.mean', at - EFFECT_SECONDS, at - 1);
  const after = store.history.mean('auth.mean', at + 1, at + EFFECT_SECONDS);
  return known(before) && known(after) ? html`${millis(before)} → ${millis(after)}` : html`<span class="soft">no data</span>`;
}

/** @param {any} event */
function row(event) {
  const at = seconds(event.at);
  const mood = event.severity === 'error' ? 'bad' : event.severity === 'warn' ? 'warn' : 'soft';
  return html`
    <tr>
      <th scope="row"><time datetime=${event.at}>${date(at, store.utc)} ${clock(at, store.utc)}</time></th>
      <td><span class="mood ${mood}"><i aria-hidden="true">${severityIcon(event.severity)}</i> ${event.kind}</span></td>
      <td class="method">${event.text}</td>
      <td data-label="by">${event.actor}</td>
      <td class="num" data-label="mean auth, 5 min">${effect(at)}</td>
      <td><button class="quiet" @click=${() => store.zoomTo([at - EFFECT_SECONDS, at + EFFECT_SECONDS])}>Zoom</button></td>
    </tr>
  `;
}

/** @param {any[]} shown */
function table(shown) {
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-history"><table class="stack">
    <thead><tr><th scope="col">When (${zone(store.utc)})</th><th scope="col">Kind</th><th scope="col">What</th><th scope="col">By</th>
      <th scope="col" class="num" title="mean of an auth operation in the five minutes before and after">mean auth, 5 min</th><th scope="col"><span class="sr">Charts</span></th></tr></thead>
    <tbody>${shown.map(row)}</tbody>
  </table></div>`;
}

function history() {
  const shown = store.events.filter((event) => matches(store.filters.events, [event.kind, event.text, event.actor, event.severity])).reverse();
  return html`
    <section class="card full" aria-labelledby="title-history">
      <div class="head">
        <h3 id="title-history">History</h3><span class="note">${number(shown.length)} of the latest ${number(store.events.length)} events</span>
        ${filterField('Kind, text, actor …', store.filters.events, (value) => store.filter('events', value))}
        <button class="quiet" ?disabled=${!shown.length} @click=${() => downloadLines('latchkey-events.jsonl', shown)}>Save as JSONL</button>
        ${store.session?.recordedAt
          ? nothing
          : html`<a class="button quiet" href=${new URL('api/v1/bundle', root).href} download title="all that the dashboard shows, secrets masked, in one file; 'latchkey view' shows it later or elsewhere">Incident bundle</a>`}
      </div>
      ${lanes()}
      ${shown.length ? table(shown) : html`<p class="empty">${store.events.length ? 'Nothing matches.' : 'Nothing has happened since the agent started.'}</p>`}
    </section>
  `;
}

export function alerts() {
  return html`${rules()} ${history()}`;
}
