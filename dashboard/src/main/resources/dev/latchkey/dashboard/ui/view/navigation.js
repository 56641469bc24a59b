// @ts-check
/** The way to every screen: a rail at the left, or a bar at the bottom where there is little width. */
import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { login, logout } from '../api.js';
import { zone } from '../format.js';
import { nextTheme, openHelp } from '../keys.js';
import { SCREENS, link } from '../route.js';
import { store } from '../store.js';

const IN_BAR = ['overview', 'phases', 'layers', 'alerts'];

/** Drawn in a square of 16. @type {Record<string, string>} */
const PATHS = {
  overview: 'M2 12a6 6 0 1 1 12 0M8 12l3-4',
  phases: 'M2 13h3V9h3V6h3V3h3',
  layers: 'M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3',
  discovery: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5L14 14',
  database: 'M2.5 4c0-1 2.5-2 5.5-2s5.5 1 5.5 2-2.5 2-5.5 2-5.5-1-5.5-2zM2.5 4v8c0 1 2.5 2 5.5 2s5.5-1 5.5-2V4M2.5 8c0 1 2.5 2 5.5 2s5.5-1 5.5-2',
  alerts: 'M4 11V7a4 4 0 0 1 8 0v4l1.5 1.5h-11zM6.5 14h3',
  benchmarks: 'M3 14V8M8 14V2M13 14V5',
  system: 'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  config: 'M2 4.5h6M11 4.5h3M9.5 3v3M2 11.5h3M8 11.5h6M6.5 10v3',
  link: 'M6.5 9.5l3-3M7 4.5l1.5-1.5a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5L7.5 13a2.8 2.8 0 0 1-4-4L5 7.5',
  audit: 'M4 2h8v12H4zM6 5.5h4M6 8h4M6 10.5h2.5',
};

/** @param {string} id */
export function icon(id) {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${svg`<path d=${PATHS[id]} />`}</svg>`;
}

/** How many things ask to be looked at on a screen. @param {string} id */
function badge(id) {
  const phases = store.phases ?? [];
  if (id === 'phases') {
    const bad = phases.filter((phase) => phase.guard.status === 'rolled-back' || phase.guard.verdict === 'harmful').length;
    return bad ? html`<span class="badge" title="rolled back or harmful">${bad}<span class="sr"> rolled back or harmful</span></span>` : nothing;
  }
  if (id === 'alerts') {
    const active = store.alerts?.firing ?? 0;
    return active ? html`<span class="badge">${active}<span class="sr"> firing</span></span>` : nothing;
  }
  return nothing;
}

/** @param {[string, string, string]} screen */
function entry([id, label, key]) {
  const here = store.route.screen === id;
  const [, first, rest] = /** @type {RegExpMatchArray} */ (label.match(/^(\w+)(.*)$/));
  return html`<li class=${IN_BAR.includes(id) ? 'in-bar' : ''}>
    <a href=${link(id)} aria-current=${here ? 'page' : nothing} title="g ${key}">${icon(id)}<span>${first}${rest ? html`<span class="rest">${rest}</span>` : nothing}</span>${badge(id)}</a>
  </li>`;
}

function toggleMenu() {
  store.menu = !store.menu;
  store.changed();
}

export function navigation() {
  const version = store.status?.agent.version;
  return html`
    <nav aria-label="Screens">
      <p class="brand"><img src=${new URL('../icon.svg', import.meta.url).href} alt="" width="22" height="22">Latchkey</p>
      <ul>
        ${SCREENS.map(entry)}
        <li class="more"><button aria-expanded=${store.menu} aria-controls="menu" @click=${toggleMenu}><i aria-hidden="true">⋯</i><span>More</span></button></li>
      </ul>
      <p class="about"><button class="quiet" @click=${openHelp}>Keys <kbd>?</kbd></button>${version ? html`<span title="version of the agent">${version}</span>` : nothing}</p>
    </nav>
  `;
}

/** Turning away from the login is no failure. */
export function toggleSession() {
  store.menu = false;
  (store.session?.authenticated ? logout() : login()).catch(() => {});
}

export function menu() {
  return html`<nav class="menu" id="menu" aria-label="More screens">
    <ul>${SCREENS.filter(([id]) => !IN_BAR.includes(id)).map(entry)}
      <li><button @click=${nextTheme}><i aria-hidden="true">◐</i><span>Colors: ${store.theme}</span></button></li>
      <li><button @click=${() => store.toggleZone()}><i aria-hidden="true">◷</i><span>Times in ${zone(store.utc)}</span></button></li>
      ${store.session ? html`<li><button @click=${toggleSession}><i aria-hidden="true">◉</i><span>${store.session.authenticated ? 'Log out' : 'Log in'}</span></button></li>` : nothing}
    </ul>
  </nav>`;
}
