// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { allOff } from '../actions.js';
import { copy } from '../clipboard.js';
import { clock, date, duration, zone } from '../format.js';
import { nextTheme, openSearch } from '../keys.js';
import { here, ranges, store } from '../store.js';
import { icon, toggleSession } from './navigation.js';

const THEMES = { auto: ['◐', 'automatic'], light: ['☀', 'light'], dark: ['☾', 'dark'] };

function connection() {
  if (store.paused) {
    return html`<span class="conn paused"><i>❚❚</i> paused</span>`;
  }
  if (store.stale()) {
    return html`<span class="conn bad"><i>◌</i> STALE ${duration(store.age())}</span>`;
  }
  switch (store.connection) {
    case 'live':
      return html`<span class="conn live"><i>●</i> live</span>`;
    case 'polling':
      return html`<span class="conn"><i>◔</i> polling</span>`;
    case 'lost':
      return html`<span class="conn bad"><i>◌</i> reconnecting</span>`;
    default:
      return html`<span class="conn"><i>◌</i> connecting</span>`;
  }
}

function session() {
  const { session } = store;
  if (!session) {
    return nothing;
  }
  const who = session.authenticated ? `Logged in${session.name ? ` as ${session.name}` : ''}${session.role ? `, ${session.role}` : ''}` : 'Needed to make changes';
  return html`<button class="quiet session" title=${who} @click=${toggleSession}>${session.authenticated ? 'Log out' : 'Log in'}</button>`;
}

/** A main class is known by its own name; its package comes before it and would take all the room. @param {string} name */
function shortName(name) {
  return /^([a-z_]\w*\.)+[A-Z]/.test(name) ? name.slice(name.lastIndexOf('.') + 1) : name;
}

/** Why nothing can be changed, before somebody tries. */
function role() {
  const text = store.session?.readOnly ? 'read-only' : store.mayChange() ? '' : 'may only look';
  return text ? html`<span class="role">${text}</span>` : nothing;
}

/** A link to exactly what is shown now. */
function copyLink() {
  const shown = store.window();
  return copy(here(shown), 'The link to this window is copied.', () => store.zoomTo(shown), 'the link is in the address bar');
}

function range() {
  return html`<fieldset class="segments range" aria-label="Range of the charts">
    ${ranges.map(
      (range) => html`<label><input type="radio" name="range" value=${range} .checked=${!store.zoom && store.range === range} @click=${() => store.chooseRange(range)}><span>${range}</span></label>`,
    )}
  </fieldset>`;
}

function zoomed() {
  if (!store.zoom) {
    return nothing;
  }
  const [from, to] = store.zoom;
  return html`<div class="zoomed" role="group" aria-label="Window of the charts">
    <button class="quiet" aria-label="Earlier" title="Earlier ([)" @click=${() => store.shift(-1)}>◀</button>
    <span>${date(from, store.utc)} ${clock(from, store.utc)} – ${clock(to, store.utc)}</span>
    <button class="quiet" aria-label="Later" title="Later (])" @click=${() => store.shift(1)}>▶</button>
    <button class="quiet" title="Zoom out (z)" @click=${() => store.zoomOut()}>Zoom out</button>
    <button class="quiet" title="Follow the time again (.)" @click=${() => store.zoomTo(null)}>Now</button>
  </div>`;
}

export function header() {
  const agent = store.status?.agent;
  const [sign, name] = THEMES[/** @type {keyof typeof THEMES} */ (store.theme)] ?? THEMES.auto;
  return html`
    <header>
      <h1><img src=${new URL('../icon.svg', import.meta.url).href} alt="Latchkey" width="20" height="20">${agent ? html`<b title=${agent.application}>${shortName(agent.application)}</b> <span class="soft">pid ${agent.pid}</span>` : html`<b>Latchkey</b>`}</h1>
      ${connection()}
      <button class="quiet pause" aria-pressed=${store.paused} title="Space" @click=${() => store.togglePause()}>${store.paused ? 'Resume' : 'Pause'}</button>
      ${range()}
      <button class="quiet square link" title="Copy a link to this window" aria-label="Copy a link to this window" @click=${copyLink}>${icon('link')}</button>
      <button class="quiet zone" title="Switch between UTC and local time" @click=${() => store.toggleZone()}>${zone(store.utc)}</button>
      <button class="quiet square theme" title="Colors: ${name} (t)" aria-label="Colors: ${name}" @click=${nextTheme}>${sign}</button>
      <button class="quiet search" aria-label="Search" title="Search (/ or Ctrl-K)" @click=${openSearch}>${icon('discovery')} <kbd>Ctrl K</kbd></button>
      ${session()} ${role()}
      <button class="off" ?disabled=${!store.mayChange()} @click=${allOff}>All off</button>
      ${zoomed()}
    </header>
  `;
}
