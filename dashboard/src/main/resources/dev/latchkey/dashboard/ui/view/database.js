// @ts-check
/** Connection pools, what statements cost, and what could be done about it. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { judge } from '../actions.js';
import { known, millis, number, percent, seconds, clock, zone, duration } from '../format.js';
import { store } from '../store.js';
import { chartFigure } from './charts.js';
import { figure } from './figure.js';
import { trace } from './trace.js';

const STATES = {
  observing: ['○', 'observing', 'soft'],
  learning: ['○', 'learning', 'soft'],
  proving: ['○', 'proving', 'soft'],
  reusing: ['✓', 'reusing', 'ok'],
  'untouched-only': ['!', 'untouched only', 'warn'],
  refused: ['✕', 'not pooled', 'soft'],
};

/** @param {number | null} value @param {boolean} [inapplicable] whether it can never be known */
function time(value, inapplicable = false) {
  return figure(value, millis, { inapplicable });
}

/** Nothing is kept for it. @param {any} pool */
function refused(pool) {
  return pool.state === 'refused';
}

/** @param {Record<string, number>} tainted */
function closed(tainted) {
  const causes = Object.entries(tainted).filter(([, count]) => count > 0);
  const all = causes.reduce((sum, [, count]) => sum + count, 0);
  return html`<span title=${causes.map(([cause, count]) => `${cause}: ${count}`).join(', ')}>${number(all)}</span>`;
}

/** @param {any} pool */
function limit(pool) {
  return html`<span class=${pool.waiting ? 'mood bad waits' : ''} title="${number(pool.waiting)} waiting, ${number(pool.waited)} waited, ${number(pool.beyondLimit)} opened beyond the limit">${number(pool.active)}${known(pool.limit) ? html`<span class="soft"> of ${number(pool.limit)}</span>` : nothing}${pool.waiting ? html`, ${number(pool.waiting)} waiting` : nothing}</span>`;
}

/** How long a call takes to get a connection. @param {any} pool */
function acquire(pool) {
  return html`${time(pool.acquireP95Millis, refused(pool) && !known(pool.acquireP95Millis))}${known(pool.acquireP99Millis) ? html`<p class="${pool.waiting ? 'mood bad' : 'why'}">p99 ${millis(pool.acquireP99Millis)}</p>` : nothing}${pool.timeouts ? html`<p class="why">${number(pool.timeouts)} timed out</p>` : nothing}`;
}

/** @param {any} pool */
function connect(pool) {
  return html`${time(pool.connectP50Millis, refused(pool) && !known(pool.connectP50Millis))}${known(pool.connectP95Millis) ? html`<p class="why">p95 ${millis(pool.connectP95Millis)}</p>` : nothing}`;
}

/** @param {any} pool */
function longestHeld(pool) {
  if (!known(pool.longestHeldMillis)) {
    return nothing;
  }
  const held = html`held for longest: ${number(pool.longestHeldMillis / 1000)} s`;
  return pool.longestHeldStack.length
    ? html`<details class="why"><summary>${held}</summary>
        <p>What the thread that asked for it does now:</p>
        <ol>${pool.longestHeldStack.map((/** @type {string} */ frame) => html`<li><code>${frame}</code></li>`)}</ol></details>`
    : html`<p class="why">${held}; the thread that asked for it has ended, or is a virtual one</p>`;
}

/** What a connection cost the application before, and costs it now. @param {any} pool */
function gain(pool) {
  return known(pool.connectP50Millis) && known(pool.overheadMillis) && pool.reused
    ? html`<p class="gain">before pooling: <b>${millis(pool.connectP50Millis)}</b> for each connection → now <b>${millis(pool.overheadMillis)}</b> <span class="soft">to get it and to give it back</span></p>`
    : nothing;
}

/** @param {any} pool @param {number | null} value @param {(value: number) => string} write */
function kept(pool, value, write) {
  return figure(value, write, { inapplicable: refused(pool) });
}

/** @param {any} pool */
function poolRow(pool) {
  const [icon, word, mood] = STATES[/** @type {keyof typeof STATES} */ (pool.state)] ?? ['?', pool.state, 'soft'];
  return html`
    <tr>
      <th scope="row" class="method"><code>${pool.url}</code>${pool.reason ? html`<p class="why">${pool.reason}</p>` : nothing}${gain(pool)}${trace(pool.trace)}${longestHeld(pool)}</th>
      <td data-label="state"><span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${word}</span></td>
      <td class="num" data-label="active">${limit(pool)}</td>
      <td class="num" data-label="idle">${kept(pool, pool.idle, number)}</td>
      <td class="num" data-label="acquire p95">${acquire(pool)}</td>
      <td class="num" data-label="connect p50">${connect(pool)}</td>
      <td class="num" data-label="busy 1m">${figure(pool.utilizationRatio, percent, { unit: '%', inapplicable: refused(pool) })}</td>
      <td class="num" data-label="opened">${number(pool.opened)}</td>
      <td class="num" data-label="reused">${kept(pool, pool.reused, number)}${known(pool.reuseRatio) && !refused(pool) ? html`<span class="soft"> ${percent(pool.reuseRatio)} %</span>` : nothing}</td>
      <td class="num" data-label="closed for safety">${refused(pool) ? kept(pool, 0, number) : closed(pool.tainted)}</td>
      <td class="num" data-label="leaks">${kept(pool, pool.leaks, number)}${Object.entries(pool.leakSites).map(([site, count]) => html`<p class="why">${number(count)} at <code>${site}</code></p>`)}</td>
      <td class="num" data-label="reset p50">${time(pool.resetP50Millis, refused(pool) || (pool.state === 'untouched-only' && !known(pool.resetP50Millis)))}</td>
      <td class="num" data-label="held p50">${time(pool.holdP50Millis, refused(pool) && !known(pool.holdP50Millis))}</td>
      <td class="num" data-label="saved">${kept(pool, pool.savedSeconds, duration)}</td>
    </tr>
  `;
}

function pools() {
  return store.pools?.length
    ? html`<div class="scroll" tabindex="0" role="group" aria-label="Connection pools"><table class="stack pools">
        <thead><tr>
          <th scope="col">Database</th><th scope="col">State</th><th scope="col" class="num">active</th><th scope="col" class="num">idle</th><th scope="col" class="num">acquire p95</th><th scope="col" class="num">connect p50</th><th scope="col" class="num">busy 1m</th>
          <th scope="col" class="num">opened</th><th scope="col" class="num">reused</th><th scope="col" class="num">closed for safety</th><th scope="col" class="num">leaks</th>
          <th scope="col" class="num">reset p50</th><th scope="col" class="num">held p50</th><th scope="col" class="num">saved</th>
        </tr></thead>
        <tbody>${store.pools.map(poolRow)}</tbody>
      </table></div>`
    : html`<p class="empty">No connection has been opened yet at a place where it could be pooled. Applications with a pool of their own need none here.</p>`;
}

/** Shows the finding; the address is that of the screen, so a link to it would go elsewhere. @param {any} advice */
function goTo(advice) {
  const found = document.getElementById(`advice-${advice.id}`);
  found?.scrollIntoView({ block: 'center' });
  found?.focus();
}

/** @param {any} statement */
function flag(statement) {
  const found = store.advice?.find((advice) => advice.shape === statement.shape && advice.kind === 'sequential-scan' && !advice.followedAt) ??
    store.advice?.find((advice) => advice.shape === statement.shape && !advice.followedAt);
  const text = found?.kind === 'sequential-scan'
    ? 'reads a whole table'
    : statement.mostInOneOperation >= 10 ? `up to ${number(statement.mostInOneOperation)} in one operation` : '';
  if (!text) {
    return nothing;
  }
  return html`<span class="mood warn"><i aria-hidden="true">!</i> ${text}</span>${found ? html` <button class="quiet" @click=${() => goTo(found)}>Advice</button>` : nothing}`;
}

/** @param {any} statement */
function statementRow(statement) {
  return html`
    <tr>
      <th scope="row" class="method"><code>${statement.shape}</code>${statement.callSite ? html`<p class="why">${statement.callSite}</p>` : nothing}</th>
      <td class="num" data-label="time">${percent(statement.timeRatio)} %</td>
      <td class="num" data-label="calls">${number(statement.calls)}</td>
      <td class="num" data-label="errors">${number(statement.errors)}</td>
      <td class="num" data-label="mean">${millis(statement.meanMillis)}</td>
      <td class="num" data-label="p95">${millis(statement.p95Millis)}</td>
      <td class="num" data-label="rows">${figure(statement.rowsMean, number, { inapplicable: !known(statement.rowsMean) })}</td>
      <td>${flag(statement)}</td>
    </tr>
  `;
}

function statements() {
  const seen = store.statements;
  return seen?.statements.length
    ? html`<div class="scroll" tabindex="0" role="group" aria-label="Statements"><table class="stack">
        <thead><tr>
          <th scope="col">Statement, without values</th><th scope="col" class="num">time</th><th scope="col" class="num">calls</th><th scope="col" class="num">errors</th>
          <th scope="col" class="num">mean</th><th scope="col" class="num">p95</th><th scope="col" class="num" title="that one call changed on average; a query's rows are read later, which is not watched">rows</th><th scope="col"><span class="sr">Flag</span></th>
        </tr></thead>
        <tbody>${seen.statements.map(statementRow)}</tbody>
      </table></div>
      ${seen.known > seen.statements.length ? html`<p class="why">The ${number(seen.statements.length)} that took most time, of ${number(seen.known)} in the last ${number(seen.windowMinutes)} minutes.</p>` : nothing}`
    : html`<p class="empty">No statement ran in the last ${number(seen?.windowMinutes ?? 15)} minutes. They are seen once the application has opened a connection through JDBC.</p>`;
}

/** @param {string} id */
function toggleReasons(id) {
  if (!store.reasons.delete(id)) {
    store.reasons.add(id);
  }
  store.changed();
}

/** @param {any} advice */
function followed(advice) {
  const now = known(advice.nowMillis) ? html`now ${millis(advice.nowMillis)}` : 'too few calls since to tell of now';
  return html`<p class="gain"><span class="mood ok"><i aria-hidden="true">✓</i> done</span>: before ${millis(advice.beforeMillis)}, ${now} <span class="soft">on average, noticed ${clock(seconds(advice.followedAt), store.utc)} ${zone(store.utc)}</span></p>`;
}

/** @param {any} advice */
function reasons(advice) {
  return html`<div id="why-${advice.id}" ?hidden=${!store.reasons.has(advice.id)}>
    ${advice.evidence.map((/** @type {string} */ line) => html`<p class="why">${line}</p>`)}
    ${advice.followedAt ? nothing : html`<p class="why">Score ${advice.score} of 100: the share of the time of all statements that would be saved.${advice.kind === 'sequential-scan' ? ' The statement was planned for this, not run.' : ''}</p>`}
  </div>`;
}

/** @param {any} advice */
function buttons(advice) {
  const open = store.reasons.has(advice.id);
  return html`<p class="choices">
    <button class="quiet" aria-pressed=${advice.useful === true} @click=${() => judge(advice, true)}>Useful</button>
    <button class="quiet" aria-pressed=${advice.useful === false} @click=${() => judge(advice, false)}>Not useful</button>
    <button class="quiet" aria-expanded=${open} aria-controls="why-${advice.id}" @click=${() => toggleReasons(advice.id)}>Why?</button>
  </p>`;
}

/** How pressing it is. @param {any} advice */
function severity(advice) {
  return advice.severity === 'warning'
    ? html`<span class="mood warn"><i aria-hidden="true">!</i> warning</span> `
    : html`<span class="soft">info</span> `;
}

/** @param {any} advice */
function finding(advice) {
  return html`
    <li id="advice-${advice.id}" tabindex="-1" class=${advice.useful === false ? 'dismissed' : ''}>
      <p>${advice.followedAt ? nothing : severity(advice)}<b>${advice.finding}</b> <span class="soft">${advice.followedAt ? '' : `score ${advice.score} of 100, `}found ${clock(seconds(advice.since), store.utc)} ${zone(store.utc)}</span></p>
      <p><code>${advice.shape}</code></p>
      ${advice.followedAt ? followed(advice) : nothing}
      ${advice.suggestion && advice.useful !== false
        ? html`<p class="suggestion"><code>${advice.suggestion}</code> <button class="quiet" @click=${() => copy(advice.suggestion)}>Copy</button></p>`
        : nothing}
      ${buttons(advice)} ${reasons(advice)}
    </li>
  `;
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    store.announcement = 'Copied.';
  } catch {
    store.announcement = 'The browser does not let this page copy: select the text.';
  }
  store.changed();
}

function findings() {
  return store.advice?.length
    ? html`<ul class="advice">${store.advice.map(finding)}</ul>
        <p class="why">The agent runs none of these statements: a person does.</p>`
    : nothing;
}

export function database() {
  return html`
    <section class="card full database" aria-labelledby="title-pools-of">
      <div class="head"><h3 id="title-pools-of">Pools</h3><span class="note">counted since the start</span></div>
      ${pools()}
      ${store.pools?.some((pool) => pool.id) ? chartFigure('pools') : nothing}
    </section>
    <section class="card full database" aria-labelledby="title-statements">
      <div class="head"><h3 id="title-statements">Statements</h3><span class="note">of the last ${number(store.statements?.windowMinutes ?? 15)} minutes</span></div>
      ${statements()}
    </section>
    ${store.advice?.length
      ? html`<section class="card full database" aria-labelledby="title-advice">
          <div class="head"><h3 id="title-advice">Advice</h3></div>
          ${findings()}
        </section>`
      : nothing}
  `;
}
