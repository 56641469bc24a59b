// @ts-check
/** What is to be dropped, and what that will cost. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { countDropped } from '../actions.js';
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
  const elsewhere = cache && cache.layer === 'jwks' ? '' : ' Instances that share a Redis drop theirs too.';
  const { count } = dialog;
  if (count?.removed !== undefined) {
    return `${number(count.removed)} ${count.removed === 1 ? 'entry is' : 'entries are'} dropped${cache ? ` of ${number(cache.entries)}` : ', in all caches of this instance'}.${count.removed ? ' The next call about it does its work again.' : ' Nothing is kept about it here.'}${elsewhere}`;
  }
  if (count?.message) {
    return `Nothing can be dropped so: ${count.message}.`;
  }
  const whole = cache ? `at most the ${number(cache.entries)} entries of ${cache.layer}` : 'what all caches hold of it';
  const when = store.session?.authenticated ? (dialog.value ? 'Counting …' : 'How many that are is counted as soon as you name it.') : 'Once you are logged in, it is counted before.';
  return `Only what is about it is dropped: ${whole}. ${when}${elsewhere}`;
}

/** @param {any} dialog @param {() => void} close */
export function invalidateForm(dialog, close) {
  const { cache, by } = dialog;
  const ways = cache ? (OF_LAYER[cache.layer] ?? ['all']) : EVERYWHERE;
  const choose = (/** @type {string} */ way) => {
    store.dialog = { ...dialog, by: way };
    countDropped();
    store.changed();
  };
  return html`
    <h2 id="dialog-title">${cache ? `Invalidate ${cache.layer}` : 'Log a subject out of all caches'}</h2>
    <fieldset class="ways" aria-label="What to drop">
      ${ways.map((way) => html`<label class="check"><input type="radio" name="by" value=${way} .checked=${by === way} @change=${() => choose(way)}> ${WAYS[way][0]}</label>`)}
    </fieldset>
    ${by === 'all' ? nothing : html`<label>${WAYS[by][1]}<input name="value" required autocomplete="off" spellcheck="false" .value=${dialog.value} @input=${(/** @type {Event} */ event) => {
      store.dialog.value = /** @type {HTMLInputElement} */ (event.target).value;
      countDropped();
    }}></label>`}
    <p class="radius" role="status">${radius(dialog)}</p>
    <div class="buttons"><button type="button" class="quiet" @click=${close}>Cancel</button><button class="primary">Drop</button></div>
  `;
}
