// @ts-check
/** Whether it is really faster: what was predicted and what is measured on live traffic. */
import { change } from '../api.js';
import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { known, millis, number, percent } from '../format.js';
import { load, page } from '../pages.js';
import { link } from '../route.js';
import { root, store } from '../store.js';
import { figure } from './figure.js';
import { loads } from './loads.js';
import { absence } from './pagestate.js';
import { title } from './phases.js';

const LIST = 'api/v1/baselines';
/** Which two are compared; the agent chooses until somebody does. @type {{from: string, to: string} | null} */ let chosen = null;

function comparePath() {
  return chosen ? `api/v1/compare?from=${chosen.from}&to=${chosen.to}` : 'api/v1/compare';
}

/** @param {any} phase */
function row(phase) {
  const found = phase.forecast;
  const measured = (/** @type {number | null} */ value, /** @type {(value: number) => string} */ write, /** @type {string} */ unit) => figure(value, write, { unit, inapplicable: !phase.enabled });
  return html`
    <tr>
      <th scope="row"><a href=${link('phases', phase.id)}>${phase.number} ${title(phase)[0]}</a></th>
      <td class="num" data-label="calls watched">${found ? number(found.samples) : html`<span class="soft">–</span>`}</td>
      <td class="num" data-label="answered, predicted">${found && known(found.hitRatio) ? `${found.settled ? '' : '≥ '}${percent(found.hitRatio)} %` : figure(null, number)}</td>
      <td class="num" data-label="answered, measured">${measured(found?.measuredHitRatio ?? null, percent, '%')}</td>
      <td class="num" data-label="saved, predicted">${figure(found?.savedMillis, millis)}</td>
      <td class="num" data-label="saved, measured">${measured(found?.measuredSavedMillis ?? null, millis, '')}</td>
    </tr>
  `;
}

/** @param {any} body */
function kept(body) {
  return body.baselines.map((/** @type {any} */ one) => one.name);
}

/** @param {string} label @param {string[]} names @param {string} value @param {(value: string) => void} changed */
function choice(label, names, value, changed) {
  return html`<label>${label} <select @change=${(/** @type {Event} */ event) => changed(/** @type {HTMLSelectElement} */ (event.target).value)}>
    ${names.map((name) => html`<option value=${name} ?selected=${name === value}>${name === 'live' ? 'live, last 5 minutes' : name}</option>`)}
  </select></label>`;
}

/** @param {'from' | 'to'} side @param {string} name @param {any} body */
function choose(side, name, body) {
  chosen = { from: body?.from?.name ?? '', to: body?.to?.name ?? 'live', [side]: name };
  load(comparePath());
  store.changed();
}

const MOODS = { better: ['ok', '✓'], worse: ['bad', '✕'], same: ['soft', '='], unclear: ['soft', '?'] };

/** @param {any} one */
function compared(one) {
  const [mood, icon] = MOODS[/** @type {keyof typeof MOODS} */ (one.verdict)] ?? MOODS.unclear;
  const write = one.metric === 'allocation' ? (/** @type {number} */ value) => `${number(Math.round(value / 1024))} KiB` : millis;
  const shift = (/** @type {number} */ ratio) => `${ratio < 1 ? '−' : '+'}${percent(Math.abs(ratio - 1))} %`;
  return html`<tr>
    <th scope="row">${one.scenario} ${one.metric}</th>
    <td class="num" data-label="before">${figure(one.before, write)}</td>
    <td class="num" data-label="after">${figure(one.after, write)}</td>
    <td class="num" data-label="change">${figure(one.ratio, shift)}</td>
    <td class="num" data-label="95 % interval">${known(one.low) ? `${shift(one.low)} … ${shift(one.high)}` : html`<span class="soft">–</span>`}</td>
    <td data-label="verdict"><span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${one.verdict}</span></td>
  </tr>`;
}

const WIDTH = 640;
const HEIGHT = 220;

/** The distributions of one scenario: the rarer, the further right. @param {any} before @param {any} after */
function curves(before, after) {
  const all = [...before.curve, ...after.curve].filter((point) => point.millis > 0);
  const low = Math.log10(Math.min(...all.map((point) => point.millis)));
  const high = Math.max(low + 0.5, Math.log10(Math.max(...all.map((point) => point.millis))));
  const x = (/** @type {number} */ quantile) => 60 + ((WIDTH - 70) * Math.min(4, -Math.log10(Math.max(1e-9, 1 - quantile)))) / 4;
  const y = (/** @type {number} */ value) => 10 + (HEIGHT - 40) * (1 - (Math.log10(value) - low) / (high - low));
  const line = (/** @type {any} */ of) => of.curve.filter((/** @type {any} */ point) => point.millis > 0).map((/** @type {any} */ point, /** @type {number} */ at) => `${at ? 'L' : 'M'}${x(point.quantile).toFixed(1)} ${y(point.millis).toFixed(1)}`).join('');
  return html`<figure class="curves"><figcaption>${after.name}: latency by percentile, dashed before, solid after</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="latency of ${after.name} by percentile before and after; the table above has the figures">
      ${[0, 0.9, 0.99, 0.999, 0.9999].map((quantile) => svg`<line x1=${x(quantile)} x2=${x(quantile)} y1="10" y2=${HEIGHT - 30} /><text x=${x(quantile)} y=${HEIGHT - 12} text-anchor="middle">${quantile * 100} %</text>`)}
      ${[low, (low + high) / 2, high].map((at) => svg`<text x="0" y=${y(10 ** at) + 4}>${millis(10 ** at)}</text>`)}
      ${svg`<path class="before" d=${line(before)} /><path class="after" d=${line(after)} />`}
    </svg></figure>`;
}

/** @param {any} body */
function plots(body) {
  return body.after
    .map((/** @type {any} */ after) => [body.before.find((/** @type {any} */ one) => one.name === after.name), after])
    .filter((/** @type {any[]} */ [before, after]) => before?.curve.length > 1 && after.curve.length > 1)
    .map((/** @type {any[]} */ [before, after]) => curves(before, after));
}

/** @param {any} body */
function comparison(body) {
  return html`
    ${body.comparable
      ? html`<p><span class="mood ok"><i aria-hidden="true">✓</i> comparable</span></p>`
      : html`<ul class="facts">${body.differences.map((/** @type {string} */ why) => html`<li><span class="mood warn"><i aria-hidden="true">!</i> no verdict: ${why}</span></li>`)}</ul>`}
    ${body.rows.length
      ? html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-runs"><table class="stack">
          <thead><tr><th scope="col">Figure</th><th scope="col" class="num">before</th><th scope="col" class="num">after</th><th scope="col" class="num">change</th><th scope="col" class="num">95 % interval</th><th scope="col">verdict</th></tr></thead>
          <tbody>${body.rows.map(compared)}</tbody>
        </table></div>${plots(body)}`
      : html`<p class="empty">The two have no figure in common.</p>`}
  `;
}

async function keepLive() {
  const name = `live-${new Date().toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}`;
  try {
    await change('POST', LIST, { name, minutes: 5 });
    store.solved('baselines');
  } catch (failure) {
    store.problem('baselines', `The baseline was not kept: ${/** @type {any} */ (failure).message}.`);
  }
  // The list makes room for the comparison: without one yet, it would say that there is none.
  await load(comparePath());
  await load(LIST);
}

function runs() {
  const list = page(LIST);
  const shown = page(comparePath());
  const names = list.body ? kept(list.body) : [];
  return html`<section class="card full" aria-labelledby="title-runs">
    <div class="head"><h3 id="title-runs">Before and after</h3>
      ${names.length ? html`<span class="choices">${choice('Compare', [...names, 'live'], shown.body?.from?.name ?? '', (name) => choose('from', name, shown.body))} ${choice('with', ['live', ...names], shown.body?.to?.name ?? 'live', (name) => choose('to', name, shown.body))}</span>` : nothing}
      <button class="quiet end" ?disabled=${!store.mayChange()} @click=${keepLive}>Keep the last 5 minutes</button>
    </div>
    ${list.body ? nothing : absence(list, LIST, 'This agent keeps no baselines.')}
    ${list.body && !names.length ? html`<p class="empty">No baseline is kept yet. <code>latchkey baseline establish</code> measures one with a load; the button keeps one of live traffic.</p>` : nothing}
    ${names.length ? (shown.body ? comparison(shown.body) : absence(shown, comparePath(), 'One of the two is no longer kept.')) : nothing}
  </section>`;
}

export function benchmarks() {
  const available = (store.phases ?? []).filter((phase) => phase.available);
  return html`
    <section class="card full" aria-labelledby="title-live">
      <div class="head"><h3 id="title-live">Predicted and measured on live traffic</h3><span class="note">saved: of the mean auth operation</span>
        <a class="button quiet end" href=${new URL('api/v1/report?format=html', root).href} target="_blank" rel="noopener">Report</a></div>
      ${available.length
        ? html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-live"><table class="stack">
            <thead><tr><th scope="col">Phase</th><th scope="col" class="num">calls watched</th><th scope="col" class="num">answered, predicted</th><th scope="col" class="num">answered, measured</th><th scope="col" class="num">saved, predicted</th><th scope="col" class="num">saved, measured</th></tr></thead>
            <tbody>${available.map(row)}</tbody>
          </table></div>`
        : html`<p class="empty">No phase is there to predict for.</p>`}
    </section>
    ${loads()} ${runs()}
  `;
}
