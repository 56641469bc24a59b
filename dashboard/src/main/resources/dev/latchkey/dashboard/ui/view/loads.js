// @ts-check
/** Loads that somebody puts on the application from here, how far they have come, and what they found. */
import { abortBenchmark, keepBenchmark, orderBenchmark } from '../actions.js';
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { clock, duration, known, millis, number, seconds } from '../format.js';
import { load, page } from '../pages.js';
import { store } from '../store.js';
import { figure } from './figure.js';

export const SCENARIOS = ['warm', 'concurrent-low', 'concurrent-medium', 'concurrent-high', 'errors', 'sustained'];
/** @type {Record<string, [mood: string, icon: string, text: string]>} */
const STATES = {
  running: ['ok', '●', 'running'],
  ending: ['warn', '◌', 'ending, keeps what there is'],
  complete: ['ok', '✓', 'complete'],
  stopped: ['warn', '!', 'stopped, in part'],
  failed: ['bad', '✕', 'failed'],
};

/** @param {any} run */
function isOver(run) {
  return run.endedAt !== null;
}

/** The run whose figures are shown: the one that was asked for, or the newest. */
function shown() {
  const all = store.benchmarks?.benchmarks ?? [];
  return all.find((/** @type {any} */ run) => run.id === store.run) ?? all[0];
}

/** What is known of a run is read again when one more scenario is over. @param {any} run */
function whole(run) {
  const path = `api/v1/benchmarks/${encodeURIComponent(run.id)}`;
  const version = `${run.state} ${run.done}`;
  const got = page(path);
  if (run.done && read.get(path) !== version) {
    read.set(path, version);
    load(path);
  }
  return got.body?.result;
}

/** @type {Map<string, string>} */ const read = new Map();

/** @param {any} of @param {string} name */
function middle(of, name) {
  const values = of.repetitions.map((/** @type {any} */ each) => each[name]).filter(known).sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
  return values.length ? values[Math.floor(values.length / 2)] : null;
}

/** @param {any} of */
function scenario(of) {
  const sum = (/** @type {string} */ name) => of.repetitions.reduce((/** @type {number} */ all, /** @type {any} */ each) => all + each[name], 0);
  return html`<tr>
    <th scope="row">${of.name}${of.state === 'complete' ? nothing : html` <span class="mood warn"><i aria-hidden="true">!</i> ${of.state}</span>`}${of.notes.length ? html`<p class="why">${of.notes.join('; ')}</p>` : nothing}</th>
    <td class="num" data-label="rate">${figure(of.intendedRate, number, { unit: '/s' })}</td>
    <td class="num" data-label="p50">${figure(middle(of, 'p50Millis'), millis)}</td>
    <td class="num" data-label="p95">${figure(middle(of, 'p95Millis'), millis)}</td>
    <td class="num" data-label="p99">${figure(middle(of, 'p99Millis'), millis)}</td>
    <td class="num" data-label="errors">${sum('count') ? `${number(sum('errors'))} of ${number(sum('count'))}` : html`<span class="soft">–</span>`}</td>
  </tr>`;
}

/** @param {any} run */
function figures(run) {
  const result = whole(run);
  return result?.scenarios.length
    ? html`<div class="scroll" tabindex="0" role="group" aria-label="Figures of ${run.id}"><table class="stack">
        <thead><tr><th scope="col">${run.id}, scenario</th><th scope="col" class="num">rate</th><th scope="col" class="num">p50</th><th scope="col" class="num">p95</th><th scope="col" class="num">p99</th><th scope="col" class="num">errors</th></tr></thead>
        <tbody>${result.scenarios.map(scenario)}</tbody>
      </table></div>`
    : isOver(run) ? nothing : html`<p class="note">Figures come when the first scenario is over.</p>`;
}

/** @param {any} run */
function row(run) {
  const [mood, icon, text] = STATES[run.state] ?? STATES.failed;
  const began = seconds(run.startedAt);
  const took = (isOver(run) ? seconds(run.endedAt) : Date.now() / 1000) - began;
  return html`<li>
    <button class="quiet" aria-pressed=${shown() === run} @click=${() => ((store.run = run.id), store.changed())}>${run.id}</button>
    <span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${text}</span>
    <span>${run.target} <span class="soft">${clock(began, store.utc)} by ${run.actor}, ${duration(Math.max(0, took))}</span></span>
    <span>${number(run.done)} of ${number(run.scenarios.length)} scenarios${isOver(run) ? nothing : html` <progress aria-label="Scenarios that are over" max=${run.scenarios.length} value=${run.done}></progress>`}</span>
    ${isOver(run)
      ? run.done ? html`<button class="quiet" ?disabled=${!store.mayChange()} @click=${() => keepBenchmark(run)}>Keep as baseline</button>` : nothing
      : html`<button class="quiet" ?disabled=${run.state === 'ending' || !store.mayChange()} @click=${() => abortBenchmark(run)}>End it</button>`}
    ${run.message ? html`<p class="why">${run.message}</p>` : nothing}
  </li>`;
}

/** Why none can be begun now. */
function hindrance() {
  const { benchmarks, blockedBy } = store.benchmarks ?? { benchmarks: [], blockedBy: null };
  return blockedBy ? `not while alert ${blockedBy} fires` : benchmarks.some((/** @type {any} */ run) => !isOver(run)) ? 'one at a time' : '';
}

export function loads() {
  const all = store.benchmarks?.benchmarks ?? [];
  const why = hindrance();
  const run = shown();
  return html`<section class="card full loads" aria-labelledby="title-loads">
    <div class="head"><h3 id="title-loads">Put a load on it</h3><span class="note">${why}</span>
      <button class="quiet end" ?disabled=${Boolean(why) || !store.mayAdminister()} @click=${orderBenchmark}>Begin a load …</button></div>
    ${all.length
      ? html`<ul class="runs">${all.map(row)}</ul>${figures(run)}`
      : html`<p class="empty">No load was begun from here since the application started. It is a load: the application feels it, and the process that sends it takes up to a core of this machine.</p>`}
  </section>`;
}

/** @param {any} dialog @param {() => void} close */
export function loadForm(dialog, close) {
  const item = dialog.item ?? {};
  const picked = item.scenarios ?? ['warm'];
  return html`
    <h2 id="dialog-title">Begin a load</h2>
    <p class="radius"><b>!</b> It adds load to this application and to this machine: a process of its own sends the requests and takes up to a core. It ends when an alert begins to fire, and you can end it at any time; what it measured stays.</p>
    <label>Address on this machine<input name="target" type="url" required maxlength="500" placeholder="${location.protocol}//127.0.0.1:8080/orders" autocomplete="off" spellcheck="false" .value=${item.target ?? ''} autofocus></label>
    <label>Tokens, one a line<textarea name="tokens" rows="3" required maxlength="60000" autocomplete="off" spellcheck="false" aria-describedby="tokens-why"></textarea></label>
    <p class="soft" id="tokens-why">Or a kind and a token, such as <code>expired eyJ…</code>, on a line. They are kept in a file of this user alone until the load is over, and shown nowhere.</p>
    <fieldset class="picks"><legend>Scenarios</legend>${SCENARIOS.map((name) => html`<label class="check"><input type="checkbox" name="scenarios" value=${name} ?checked=${picked.includes(name)}> ${name}</label>`)}</fieldset>
    <div class="pair">
      <label>Seconds of each run<input name="seconds" type="number" min="1" max="120" required .value=${String(item.seconds ?? 10)}></label>
      <label>Runs of each<input name="repetitions" type="number" min="1" max="10" required .value=${String(item.repetitions ?? 3)}></label>
      <label>At most, per second<input name="maxPerSecond" type="number" min="1" max="20000" required .value=${String(item.maxPerSecond ?? 1000)}></label>
    </div>
    <p class="message" role="alert">${dialog.message}</p>
    <div class="buttons"><button type="button" class="quiet" @click=${close}>Cancel</button><button class="primary">Begin</button></div>
  `;
}
