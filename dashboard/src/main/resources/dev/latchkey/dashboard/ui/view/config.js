// @ts-check
/** What is in effect, and who said so. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { reloadConfig } from '../actions.js';
import { askToPersist } from '../persist.js';
import { number } from '../format.js';
import { page } from '../pages.js';
import { link } from '../route.js';
import { store } from '../store.js';
import { absence, filterField, matches } from './pagestate.js';

const PATH = 'api/v1/config';
const FILE = 'api/v1/config/file';
const NAMED_BY = { option: 'named by the agent option', property: 'named by the system property', environment: 'named by the environment', default: 'where it is looked for' };

/** @param {any} setting */
function origin(setting) {
  switch (setting.source) {
    case 'file':
      return html`file${setting.line ? html`, line ${setting.line}` : nothing}`;
    case 'runtime':
      return html`<b>switched by ${setting.by}</b> ${persistButton(setting)}`;
    default:
      return html`<span class="soft">${setting.source}</span>`;
  }
}

/** What is switched at run time is gone at the next start, unless the file says it too. @param {any} setting */
function persistButton(setting) {
  return setting.persistable && store.mayAdminister()
    ? html`<button class="quiet" aria-label="Persist ${setting.key} to the file" @click=${() => askToPersist(setting)}>Persist to file …</button>`
    : nothing;
}

/** @param {any} setting */
function row(setting) {
  return html`
    <tr class=${setting.source === 'default' ? 'soft' : ''}>
      <th scope="row" class="method"><code>${setting.key}</code></th>
      <td class="method"><code>${setting.value}</code>${setting.waiting === undefined || setting.waiting === null ? nothing : html` <span class="mood warn"><i aria-hidden="true">!</i> <code>${setting.waiting}</code> after a restart</span>`}</td>
      <td data-label="from">${origin(setting)}</td>
    </tr>
  `;
}

/** @param {any[]} settings */
function table(settings) {
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-config"><table class="stack settings">
    <thead><tr><th scope="col">Key</th><th scope="col">Value in effect</th><th scope="col">From</th></tr></thead>
    <tbody>${settings.map(row)}</tbody>
  </table></div>`;
}

/** The file as it is now, if it was refused. @returns {any} */
function refusal() {
  const last = store.events.findLast((event) => event.kind.startsWith('config.'));
  return last?.kind === 'config.refused' ? last : undefined;
}

/** Whether the file says what is in force. @param {any} body @param {boolean} refused @param {any[]} differences */
function standing(body, refused, differences) {
  if (refused) {
    return html`<span class="mood bad"><i aria-hidden="true">✕</i> what it says now is not in force</span>`;
  }
  const waiting = body.settings.filter((/** @type {any} */ setting) => (setting.waiting ?? null) !== null).length;
  if (waiting) {
    return html`<span class="mood warn"><i aria-hidden="true">!</i> ${number(waiting)} ${waiting === 1 ? 'value of it waits' : 'values of it wait'} for a restart</span>`;
  }
  const unread = differences.filter((each) => each.effect !== 'switched').length;
  if (unread) {
    return html`<span class="mood warn"><i aria-hidden="true">!</i> it was changed and is not read yet</span>`;
  }
  return html`<span class="mood ok"><i aria-hidden="true">✓</i> ${differences.length ? 'all of it is in force, but for what was switched since' : 'all of it is in force'}</span>`;
}

const EFFECTS = { reload: 'when the file is read again', restart: 'after a restart' };

/** @param {any} one */
function difference(one) {
  const text = (/** @type {string | null} */ value) => (value === null ? html`<span class="soft">not set</span>` : html`<code>${value}</code>`);
  return html`<tr>
    <th scope="row" class="method"><code>${one.key}</code></th>
    <td class="method" data-label="in force">${text(one.inForce)}</td>
    <td class="method" data-label="in the file">${text(one.inFile)}${one.line === null ? nothing : html` <span class="soft">line ${one.line}</span>`}</td>
    <td data-label="the file holds">${EFFECTS[/** @type {keyof typeof EFFECTS} */ (one.effect)] ?? html`at the next start; <b>switched by ${one.by}</b> since`}</td>
  </tr>`;
}

/** What the file has otherwise than it is in force. @param {any[]} differences */
function deviations(differences) {
  return differences.length
    ? html`<div class="scroll" tabindex="0" role="group" aria-label="Differences from the file"><table class="stack differences">
        <caption>The file on the disk says otherwise</caption>
        <thead><tr><th scope="col">Key</th><th scope="col">In force</th><th scope="col">In the file</th><th scope="col">The file holds</th></tr></thead>
        <tbody>${differences.map(difference)}</tbody>
      </table></div>`
    : nothing;
}

/** @param {any} body */
function file(body) {
  if (!body.file) {
    return html`<p class="lead-file">No configuration file: the defaults hold.</p>`;
  }
  const onDisk = page(FILE).body;
  const told = refusal();
  const problems = onDisk?.state === 'refused' ? onDisk.problems : [];
  const differences = onDisk?.differences ?? [];
  return html`<p class="lead-file">File <code>${body.file}</code>, ${NAMED_BY[/** @type {keyof typeof NAMED_BY} */ (body.namedBy)] ?? body.namedBy}.
    ${standing(body, Boolean(told) || problems.length > 0, differences)}
    ${onDisk ? html`<button class="quiet" ?disabled=${!store.mayAdminister()} @click=${reloadConfig}>Read it again</button>` : nothing}</p>
    ${told || problems.length ? html`<p class="refused" role="status">${told ? told.text : problems.join('; ')}. It is read again when it is changed; until then the values below hold.</p>` : nothing}
    ${deviations(differences)}`;
}

/** @param {any[]} tokens */
function tokens(tokens) {
  return html`
    <section class="card full" aria-labelledby="title-tokens">
      <div class="head"><h3 id="title-tokens">Named tokens</h3></div>
      ${tokens.length
        ? html`<ul class="facts">${tokens.map((token) => html`<li><b>${token.name}</b> ${token.role} <span class="soft">kept as a ${token.kept}</span></li>`)}</ul>`
        : html`<p class="empty">None. Only the admin token is there; <code>admin.tokens</code> names further ones, each with a role.</p>`}
    </section>
  `;
}

/** Defaults come last: what somebody has said is what somebody looks for. @param {any} a @param {any} b */
function byOrigin(a, b) {
  return Number(a.source === 'default') - Number(b.source === 'default') || a.key.localeCompare(b.key);
}

/** @param {any} body */
function values(body) {
  const shown = body.settings.filter((/** @type {any} */ setting) => matches(store.filters.config, [setting.key, setting.value, setting.source])).toSorted(byOrigin);
  return html`${file(body)}${shown.length ? table(shown) : html`<p class="empty">Nothing matches.</p>`}`;
}

export function config() {
  const known = page(PATH);
  return html`
    <section class="card full" aria-labelledby="title-config">
      <div class="head"><h3 id="title-config">Values in effect</h3>${filterField('Key, value, origin …', store.filters.config, (value) => store.filter('config', value))}</div>
      ${known.body ? values(known.body) : absence(known, PATH, 'This agent does not tell its configuration over HTTP.')}
    </section>
    ${known.body ? tokens(known.body.tokens) : nothing}
    <p class="soft">Which methods are woven, and what named them, is listed under <a href=${link('discovery')}>Discovery</a>.</p>
  `;
}
