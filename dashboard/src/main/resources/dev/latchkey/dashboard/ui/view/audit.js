// @ts-check
/** Who changed what, from where, why and with what result; newest first. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { clock, date, number, seconds, zone } from '../format.js';
import { page } from '../pages.js';
import { downloadLines } from '../save.js';
import { store } from '../store.js';
import { absence, filterField, matches } from './pagestate.js';

const PATH = 'api/v1/audit?limit=500';

/** @param {string} result @returns {[icon: string, mood: string]} */
function mood(result) {
  return /^(done|2\d\d)/.test(result) ? ['✓', 'ok'] : ['✕', 'bad'];
}

/** A status alone is no word, and the icon beside it is a colour to some. @param {string} result @param {string} look */
function words(result, look) {
  return /^\d+$/.test(result) ? `${look === 'ok' ? 'done' : 'refused'} (${result})` : result;
}

/** A figure and its unit stay in one line. @param {string} text */
function whole(text) {
  return text ? text.replaceAll(' %', '\u00a0%') : '–';
}

/** @param {any} entry */
function row(entry) {
  const [icon, look] = mood(entry.result);
  return html`
    <tr>
      <th scope="row"><time datetime=${entry.at}>${date(seconds(entry.at), store.utc)} ${clock(seconds(entry.at), store.utc)}</time></th>
      <td data-label="by">${entry.actor}${entry.address ? html` <span class="soft">${entry.address}</span>` : nothing}</td>
      <td class="method"><code>${entry.action}</code></td>
      <td class="method ${entry.before || entry.after ? '' : 'none'}">${entry.before || entry.after ? html`<code>${whole(entry.before)}</code> → <code>${whole(entry.after)}</code>` : html`<span class="soft">–</span>`}</td>
      <td class="method ${entry.reason ? '' : 'none'}" data-label="why">${entry.reason || html`<span class="soft">–</span>`}</td>
      <td><span class="mood ${look}"><i aria-hidden="true">${icon}</i> ${words(entry.result, look)}</span></td>
    </tr>
  `;
}

/** @param {any[]} entries */
function table(entries) {
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-audit"><table class="stack">
    <thead><tr><th scope="col">When (${zone(store.utc)})</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Before → after</th><th scope="col">Why</th><th scope="col">Result</th></tr></thead>
    <tbody>${entries.map(row)}</tbody>
  </table></div>`;
}

export function audit() {
  const known = page(PATH);
  const entries = (known.body?.entries ?? []).toSorted((/** @type {any} */ a, /** @type {any} */ b) => b.id - a.id);
  const shown = entries.filter((/** @type {any} */ entry) => matches(store.filters.audit, Object.values(entry)));
  return html`
    <section class="card full" aria-labelledby="title-audit">
      <div class="head">
        <h3 id="title-audit">Changes</h3>
        <span class="note">${known.body ? `${number(shown.length)} of the latest ${number(entries.length)}` : nothing}</span>
        ${filterField('Actor, action, reason …', store.filters.audit, (value) => store.filter('audit', value))}
        <button class="quiet" ?disabled=${!shown.length} @click=${() => downloadLines('latchkey-audit.jsonl', shown)}>Save as JSONL</button>
      </div>
      ${known.body?.lost ? html`<p class="problem"><b>✕</b> ${number(known.body.lost)} entries could not be written to the file.</p>` : nothing}
      ${known.body === null
        ? absence(known, PATH, 'This agent keeps no audit.')
        : shown.length
          ? table(shown)
          : html`<p class="empty">${entries.length ? 'Nothing matches.' : 'Nobody has changed anything yet.'}</p>`}
    </section>
  `;
}
