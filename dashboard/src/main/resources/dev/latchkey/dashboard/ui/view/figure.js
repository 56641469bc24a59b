// @ts-check
/** Four different pictures: a figure (0 is one), no data, not applicable, error. */
import { html } from '../lib/lit-html/lit-html.js';
import { known } from '../format.js';
import { store } from '../store.js';

/**
 * @param {number | null | undefined} value
 * @param {(value: number) => string} write
 * @param {{unit?: string, inapplicable?: boolean}} [options]
 */
export function figure(value, write, options = {}) {
  if (options.inapplicable) {
    return html`<span class="fig na">n/a</span>`;
  }
  if (known(value)) {
    return html`<span class="fig">${write(value)}${options.unit ? html`<small>${options.unit}</small>` : ''}</span>`;
  }
  if (store.summary === null && store.connection === 'lost') {
    return html`<span class="fig err">✕ unknown</span>`;
  }
  return html`<span class="fig none">no data</span>`;
}
