// @ts-check
/** The slowest auth operations, and where the time of each went. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { clock, millis, seconds, zone } from '../format.js';
import { load, page } from '../pages.js';
import { link } from '../route.js';
import { store } from '../store.js';
import { absence } from './pagestate.js';

const PATH = 'api/v1/operations/slowest';
const SHOWN = 10;

/** Which side of which comparison it was on. @param {any} one */
function sides(one) {
  const by = one.treatedBy.map((/** @type {string} */ phase) => html`<a href=${link('phases', phase)}>${phase}</a> `);
  const control = one.controlOf.map((/** @type {string} */ phase) => html`<span class="soft">without ${phase}</span> `);
  return by.length || control.length ? html`${by}${control}` : html`<span class="soft">no phase on</span>`;
}

/** @param {any} one */
function row(one) {
  const parts = /** @type {[string, number][]} */ (Object.entries(one.millisByLayer)).toSorted(([, a], [, b]) => b - a);
  return html`<tr>
    <th scope="row"><time datetime=${one.at}>${clock(seconds(one.at), store.utc)}</time></th>
    <td class="num" data-label="took">${millis(one.elapsedMillis)}</td>
    <td class="method" data-label="spent in">${parts.map(([layer, spent], index) => html`${index ? ', ' : nothing}${index ? `${layer} ${millis(spent)}` : html`<b>${layer} ${millis(spent)}</b>`}`)}</td>
    <td class="method" data-label="phases">${sides(one)}</td>
    <td data-label="outcome">${one.failure ? html`<span class="mood bad"><i aria-hidden="true">✕</i> ${one.failure}</span>` : html`<span class="mood ok"><i aria-hidden="true">✓</i> passed</span>`}${one.traceId ? html` <code>${one.traceId}</code>` : nothing}</td>
  </tr>`;
}

/** @param {any[]} operations */
function table(operations) {
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-slowest"><table class="stack">
    <thead><tr><th scope="col">When (${zone(store.utc)})</th><th scope="col" class="num">took</th><th scope="col">spent in</th><th scope="col">phases</th><th scope="col">outcome</th></tr></thead>
    <tbody>${operations.slice(0, SHOWN).map(row)}</tbody>
  </table></div>`;
}

export function slowest() {
  const known = page(PATH);
  return html`
    <section class="card full" id="slowest" aria-labelledby="title-slowest">
      <div class="head"><h3 id="title-slowest">Slowest auth operations</h3><span class="note">of the last 15 minutes</span>
        <button class="quiet end" @click=${() => load(PATH)}>Look again</button></div>
      ${known.body ? (known.body.operations.length ? table(known.body.operations) : html`<p class="empty">No auth operation in the last 15 minutes.</p>`) : absence(known, PATH, 'This agent keeps no single operations.')}
    </section>
  `;
}
