// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { allOff } from '../actions.js';
import { login, logout } from '../api.js';
import { duration, zone } from '../format.js';
import { ranges, store } from '../store.js';

const THEMES = { auto: ['◐', 'automatic'], light: ['☀', 'light'], dark: ['☾', 'dark'] };
const LEVELS = { ok: ['✓', 'Healthy'], warn: ['!', 'Look'], bad: ['✕', 'Failing'], nodata: ['○', 'No data'] };

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

function nextTheme() {
  const names = Object.keys(THEMES);
  store.theme = names[(names.indexOf(store.theme) + 1) % names.length];
  store.keep('theme', store.theme);
  store.changed();
}

function toggleTime() {
  store.utc = !store.utc;
  store.keep('time', store.utc ? 'utc' : 'local');
  store.changed();
}

function session() {
  if (!store.session) {
    return nothing;
  }
  return store.session.authenticated
    ? html`<button class="quiet" @click=${() => logout().catch(() => {})}>Log out</button>`
    : html`<button class="quiet" @click=${() => login().catch(() => {})}>Log in</button>`;
}

export function header() {
  const agent = store.status?.agent;
  const [icon, name] = THEMES[/** @type {keyof typeof THEMES} */ (store.theme)] ?? THEMES.auto;
  return html`
    <header>
      <h1><img src=${new URL('../icon.svg', import.meta.url).href} alt="" width="22" height="22">Latchkey</h1>
      <p class="who">${agent ? html`<b>${agent.application}</b> <span>pid ${agent.pid}</span>` : nothing}</p>
      ${connection()}
      <button class="quiet" aria-pressed=${store.paused} @click=${() => store.togglePause()}>${store.paused ? 'Resume' : 'Pause'}</button>
      <fieldset class="segments" aria-label="Range of the charts">
        ${ranges.map(
          (range) => html`<label><input type="radio" name="range" value=${range} .checked=${store.range === range} @change=${() => store.chooseRange(range)}><span>${range}</span></label>`,
        )}
      </fieldset>
      <button class="quiet" title="Switch between UTC and local time" @click=${toggleTime}>${zone(store.utc)}</button>
      <button class="quiet" title="Colors: ${name}" aria-label="Colors: ${name}" @click=${nextTheme}>${icon}</button>
      ${session()}
      <button class="off" @click=${allOff}>All off</button>
    </header>
  `;
}

function lostText() {
  const at = store.heardAt ? `The figures below are ${duration(store.age())} old. ` : '';
  return `${at}The agent does not answer: the process may have ended or be restarting. This page goes on trying.`;
}

export function verdict() {
  const lost = store.connection === 'lost' && (store.stale() || store.heardAt === 0);
  const verdict = store.status?.verdict;
  const level = lost ? 'bad' : verdict?.level ?? 'nodata';
  const [icon, word] = lost ? ['✕', 'No contact'] : LEVELS[/** @type {keyof typeof LEVELS} */ (level)];
  const text = lost ? lostText() : verdict?.text ?? 'Asking the agent …';
  return html`
    <section class="verdict ${level}" aria-label="Verdict">
      <strong><i aria-hidden="true">${icon}</i>${word}</strong>
      <p id="verdict">${text}</p>
    </section>
    ${[...store.problems].map(
      ([cause, text]) => html`
        <p class="problem" role="alert"><b>✕</b> ${text} <button class="quiet" @click=${() => store.solved(cause)}>Dismiss</button></p>
      `,
    )}
  `;
}
