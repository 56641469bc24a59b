// @ts-check
/** What is to be dropped, and what that will cost. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { number } from '../format.js';
import { store } from '../store.js';

/** @type {Record<string, [label: string, field: string]>} */
const WAYS = {
  all: ['Everything', ''],
  subject: ['One user', 'Subject'],
  kid: ['One key', 'Key id (kid)'],
  issuer: ['One issuer', 'Issuer (iss)'],
  'token-sha256': ['One token', 'SHA-256 of the token, in hexadecimal digits'],
};
/** @type {Record<string, string[]>} */
const OF_LAYER = { jwks: ['all'], jwt: ['all', 'subject', 'kid', 'issuer', 'token-sha256'], session: ['all', 'subject'] };
const EVERYWHERE = ['subject', 'kid', 'issuer', 'token-sha256'];

/** Calls a second that the cache answers now. @param {any} cache */
function answered(cache) {
  const outcomes = store.summary?.outcomes?.[cache.layer] ?? {};
  return ((outcomes.hit ?? 0) + (outcomes.stale ?? 0)) / (store.summary?.windowSeconds ?? 60);
}

/** @param {any} dialog */
function radius(dialog) {
  const { cache, by } = dialog;
  if (by === 'all') {
    const rate = answered(cache);
    const cost = rate > 0 ? `About ${number(Math.round(rate * 10) / 10)} calls a second that are answered from it now do their work again, until it has filled.` : 'No call is answered from it now.';
    return `${number(cache.entries)} entries are dropped. ${cost}`;
  }
  const whole = cache ? `at most the ${number(cache.entries)} entries of ${cache.layer}` : 'what all caches hold of it, in all instances that share a Redis';
  return `Only what is about it is dropped: ${whole}. Its next call does its work again. How many it were is told afterwards.`;
}

/** @param {any} dialog @param {() => void} close */
export function invalidateForm(dialog, close) {
  const { cache, by } = dialog;
  const ways = cache ? (OF_LAYER[cache.layer] ?? ['all']) : EVERYWHERE;
  const choose = (/** @type {string} */ way) => {
    store.dialog = { ...dialog, by: way };
    store.changed();
  };
  return html`
    <h2 id="dialog-title">${cache ? `Invalidate ${cache.layer}` : 'Log a subject out of all caches'}</h2>
    <fieldset class="ways" aria-label="What to drop">
      ${ways.map((way) => html`<label class="check"><input type="radio" name="by" value=${way} .checked=${by === way} @change=${() => choose(way)}> ${WAYS[way][0]}</label>`)}
    </fieldset>
    ${by === 'all' ? nothing : html`<label>${WAYS[by][1]}<input name="value" required autocomplete="off" spellcheck="false" .value=${dialog.value} @input=${(/** @type {Event} */ event) => (store.dialog.value = /** @type {HTMLInputElement} */ (event.target).value)}></label>`}
    <p class="radius" role="status">${radius(dialog)}</p>
    <div class="buttons"><button type="button" class="quiet" @click=${close}>Cancel</button><button class="primary">Drop</button></div>
  `;
}
