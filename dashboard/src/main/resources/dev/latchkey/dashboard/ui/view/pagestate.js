// @ts-check
/** What stands where a page of the API has not come, does not exist or failed: three different things. */
import { html } from '../lib/lit-html/lit-html.js';
import { load } from '../pages.js';

/** @param {{state: string, message: string}} page @param {string} path @param {any} missing what to say when this agent has no such page */
export function absence(page, path, missing) {
  switch (page.state) {
    case 'loading':
      return html`<p class="empty">Asking the agent …</p>`;
    case 'missing':
      return html`<p class="empty">${missing}</p>`;
    default:
      return html`<p class="problem"><b>✕</b> The agent did not tell: ${page.message}. <button class="quiet" @click=${() => load(path)}>Try again</button></p>`;
  }
}

/** A field that narrows a list. @param {string} label @param {string} value @param {(value: string) => void} changed */
export function filterField(label, value, changed) {
  return html`<label class="filter"><span class="sr">${label}</span><input type="search" placeholder=${label} autocomplete="off" spellcheck="false" .value=${value} @input=${(/** @type {Event} */ event) => changed(/** @type {HTMLInputElement} */ (event.target).value)}></label>`;
}

/** Whether every word stands somewhere in the texts. @param {string} words @param {any[]} texts */
export function matches(words, texts) {
  const text = texts.join(' ').toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
