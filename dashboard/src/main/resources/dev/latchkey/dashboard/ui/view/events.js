// @ts-check
import { html } from '../lib/lit-html/lit-html.js';
import { clock, seconds, zone } from '../format.js';
import { link } from '../route.js';
import { store } from '../store.js';

const ICONS = { info: '◆', warn: '!', error: '✕' };
const SHOWN = 6;

/** @param {string} severity */
export function severityIcon(severity) {
  return ICONS[/** @type {keyof typeof ICONS} */ (severity)] ?? '◆';
}

/** @param {any} event */
function row(event) {
  return html`<li class=${event.severity}>
    <i aria-hidden="true">${severityIcon(event.severity)}</i><time datetime=${event.at}>${clock(seconds(event.at), store.utc)}</time>
    <span title=${event.text}>${event.text}</span><em>${event.actor}</em>
  </li>`;
}

export function latestEvents() {
  const latest = store.events.slice(-SHOWN).reverse();
  return html`
    <section class="card events" aria-labelledby="title-events">
      <div class="head"><h3 id="title-events">Last events</h3><span class="note">${zone(store.utc)}</span><a class="all" href=${link('alerts')}>all</a></div>
      ${latest.length ? html`<ol>${latest.map(row)}</ol>` : html`<p class="empty">Nothing has happened since the agent started.</p>`}
    </section>
  `;
}
