// @ts-check
/** Finds screens, phases, targets and statements by any of their words. */
import { html } from '../lib/lit-html/lit-html.js';
import { SCREENS, link } from '../route.js';
import { store } from '../store.js';
import { matches } from './pagestate.js';
import { title } from './phases.js';

const SHOWN = 12;

/** @returns {{kind: string, text: string, href: string}[]} */
function places() {
  return [
    ...SCREENS.map(([id, label]) => ({ kind: 'screen', text: label, href: link(id) })),
    ...(store.phases ?? []).map((phase) => ({ kind: 'phase', text: `${phase.number} ${title(phase)[0]} (${phase.id})`, href: link('phases', phase.id) })),
    ...(store.caches ?? []).map((cache) => ({ kind: 'cache', text: cache.layer, href: link('layers') })),
    ...(store.targets ?? []).map((target) => ({ kind: 'target', text: `${target.name} ${target.class}`, href: link('discovery', target.name) })),
    ...(store.statements?.statements ?? []).map((statement) => ({ kind: 'statement', text: statement.shape, href: link('database') })),
  ];
}

/** @param {string} text */
function found(text) {
  return places().filter((place) => matches(text, [place.kind, place.text])).slice(0, SHOWN);
}

/** @param {any} dialog */
export function chosen(dialog) {
  const place = found(dialog.text)[dialog.at];
  if (place) {
    store.dialog = null;
    location.hash = place.href;
    store.changed();
  }
}

/** @param {KeyboardEvent} event */
function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const count = found(store.dialog.text).length;
    store.dialog = { ...store.dialog, at: count ? (store.dialog.at + step + count) % count : 0 };
    store.changed();
  }
}

/** @param {Event} event */
function typed(event) {
  store.dialog = { ...store.dialog, text: /** @type {HTMLInputElement} */ (event.target).value, at: 0 };
  store.changed();
}

/** @param {any} dialog */
export function searchForm(dialog) {
  const results = found(dialog.text);
  return html`
    <h2 id="dialog-title" class="sr">Search</h2>
    <input type="search" name="find" role="combobox" aria-label="Search screens, phases, targets and statements" aria-expanded="true" aria-controls="found" aria-activedescendant=${results.length ? `found-${dialog.at}` : ''}
      placeholder="Screen, phase, target, statement …" autocomplete="off" spellcheck="false" .value=${dialog.text} @input=${typed} @keydown=${move} autofocus>
    <ul id="found" role="listbox" aria-label="Found">
      ${results.map(
        (place, index) => html`<li role="option" id="found-${index}" aria-selected=${index === dialog.at} @click=${() => chosen({ ...dialog, at: index })}><span class="soft">${place.kind}</span> ${place.text}</li>`,
      )}
    </ul>
    ${results.length ? '' : html`<p class="empty">Nothing is called so.</p>`}
  `;
}
