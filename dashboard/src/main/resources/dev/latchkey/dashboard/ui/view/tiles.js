// @ts-check
import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { clock, known, millis, number, percent } from '../format.js';
import { store } from '../store.js';
import { figure } from './figure.js';

const POINTS = 60;
const WIDTH = 120;
const HEIGHT = 30;

/** The window in sixty steps; the mean of each, a gap where there is no value. @param {string} id */
function sparkline(id) {
  const shown = store.window();
  if (!shown) {
    return nothing;
  }
  const values = store.history.window([id], shown[0], shown[1])[1];
  const size = Math.max(1, Math.ceil(values.length / POINTS));
  /** @type {(number | null)[]} */ const steps = [];
  for (let at = 0; at < values.length; at += size) {
    const part = /** @type {number[]} */ (values.slice(at, at + size).filter((value) => value !== null));
    steps.push(part.length ? part.reduce((sum, value) => sum + value, 0) / part.length : null);
  }
  const max = Math.max(...steps.map((value) => value ?? 0), Number.MIN_VALUE);
  let path = '';
  steps.forEach((value, index) => {
    if (value !== null) {
      const x = (index / Math.max(1, steps.length - 1)) * WIDTH;
      const y = HEIGHT - 2 - (value / max) * (HEIGHT - 4);
      path += `${index === 0 || steps[index - 1] === null ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    }
  });
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${path} />`}</svg>`;
}

/** How a mean moved since the window began. @param {string} id @param {boolean} lessIsBetter */
function since(id, lessIsBetter) {
  const shown = store.window();
  if (!shown || store.history.times.length < 120) {
    return nothing;
  }
  const first = Math.max(shown[0], store.history.times[0]);
  const before = store.history.mean(id, first, first + 59);
  const now = store.history.mean(id, shown[1] - 59, shown[1]);
  if (!known(before) || !known(now) || before === 0 || shown[1] - first < 120) {
    return nothing;
  }
  const moved = now / before - 1;
  const size = Math.abs(moved) * 100;
  if (size < 3) {
    return html`<span class="delta">as at ${clock(first, store.utc, false)}</span>`;
  }
  const mood = lessIsBetter ? (moved < 0 ? 'good' : 'worse') : '';
  return html`<span class="delta ${mood}">${moved < 0 ? '▼' : '▲'} ${size.toFixed(0)} % since ${clock(first, store.utc, false)}</span>`;
}

/** @param {any} head @param {any} value @param {any} detail @param {any} [picture] */
function tile(head, value, detail, picture) {
  return html`<section class="tile"><h2>${head}</h2><div class="big">${value}</div><p>${detail}</p>${picture ?? nothing}</section>`;
}

function hitDetail(/** @type {any} */ summary) {
  const on = (store.phases ?? []).filter((phase) => phase.enabled);
  if (!on.length) {
    return 'no phase is on';
  }
  const parts = on.map((phase) => {
    const hit = summary?.hitRatio?.[phase.id];
    return `${phase.id} ${known(hit) ? `${percent(hit)} %` : 'no data'}`;
  });
  return parts.join(' · ');
}

/** @param {any} summary */
function failures(summary) {
  const count = summary?.auth?.count ?? 0;
  if (!count) {
    return 'no auth operation in the last minute';
  }
  const failed = Math.round(count * (1 - summary.successRatio));
  return `${number(failed)} of ${number(count)} failed in the last minute`;
}

export function tiles() {
  const summary = store.summary;
  const auth = summary?.auth;
  const anyOn = (store.phases ?? []).some((phase) => phase.enabled);
  const write = (/** @type {number} */ value) => (value >= 10_000 ? number(value / 1000) : number(value));
  const unit = known(auth?.p95Millis) && auth.p95Millis >= 10_000 ? 's' : 'ms';
  return html`
    <div class="tiles">
      ${tile(
        'Auth p95',
        figure(auth?.p95Millis, write, { unit }),
        known(auth?.p50Millis) ? html`p50 ${number(auth.p50Millis)} · p99 ${millis(auth.p99Millis)} ${since('auth.p95', true)}` : 'of the last minute',
        sparkline('auth.p95'),
      )}
      ${tile(
        'Throughput',
        figure(summary?.ratePerSecond, number, { unit: '/s' }),
        html`auth operations ${since('auth.rate', false)}`,
        sparkline('auth.rate'),
      )}
      ${tile('Success', figure(summary?.successRatio, percent, { unit: '%' }), failures(summary), sparkline('auth.errors'))}
      ${tile('Overall hit', figure(summary?.overallHitRatio, percent, { unit: '%', inapplicable: !anyOn && store.phases !== null }), hitDetail(summary))}
    </div>
  `;
}
