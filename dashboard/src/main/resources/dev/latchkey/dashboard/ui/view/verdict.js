// @ts-check
/** The state in one sentence, and one banner for each cause of trouble. */
import { html } from '../lib/lit-html/lit-html.js';
import { duration } from '../format.js';
import { store } from '../store.js';

const LEVELS = { ok: ['✓', 'Healthy'], warn: ['!', 'Look'], bad: ['✕', 'Failing'], nodata: ['○', 'No data'] };

function isLost() {
  return store.connection === 'lost' && (store.stale() || store.heardAt === 0);
}

function lostText() {
  const at = store.heardAt ? `The figures below are ${duration(store.age())} old. ` : '';
  return `${at}The agent does not answer: the process may have ended or be restarting. This page goes on trying.`;
}

/** @returns {[level: string, icon: string, word: string]} */
function mood() {
  if (isLost()) {
    return ['bad', '✕', 'No contact'];
  }
  const level = store.status?.verdict.level ?? 'nodata';
  const [icon, word] = LEVELS[/** @type {keyof typeof LEVELS} */ (level)];
  return [level, icon, word];
}

export function verdictIcon() {
  return mood()[1];
}

export function verdict() {
  const [level, icon, word] = mood();
  const text = isLost() ? lostText() : (store.status?.verdict.text ?? 'Asking the agent …');
  return html`
    <section class="verdict ${level}" aria-label="Verdict">
      <strong><i aria-hidden="true">${icon}</i>${word}</strong>
      <p id="verdict">${text}</p>
    </section>
  `;
}

export function problems() {
  return [...store.problems].map(
    ([cause, text]) => html`
      <p class="problem" role="alert"><b>✕</b> ${text} <button class="quiet" @click=${() => store.solved(cause)}>Dismiss</button></p>
    `,
  );
}
