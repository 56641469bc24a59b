// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { clock, known, millis, number, percent } from '../format.js';
import { store } from '../store.js';
import { figure } from './figure.js';
import { saved } from './saved.js';
import { sparkline } from './spark.js';


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
  const when = `since ${clock(first, store.utc, false)}`;
  if (size < 3) {
    return html`<span class="delta" title="as ${when}">▬ same<span class="sr"> ${when}</span></span>`;
  }
  const mood = lessIsBetter ? (moved < 0 ? 'good' : 'worse') : '';
  return html`<span class="delta ${mood}" title=${when}>${moved < 0 ? '▼' : '▲'} ${size.toFixed(0)} %<span class="sr"> ${when}</span></span>`;
}

/** @param {any} head @param {any} value @param {any} detail @param {any} [picture] @param {any} [moved] */
export function tile(head, value, detail, picture, moved) {
  return html`<section class="tile"><h3>${head}${moved ?? nothing}</h3><div class="big">${value}</div><p>${detail}</p>${picture ?? nothing}</section>`;
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
    return 'no auth operation, last minute';
  }
  const failed = Math.round(count * (1 - summary.successRatio));
  return `${number(failed)} of ${number(count)} failed, last minute`;
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
        known(auth?.p50Millis) ? html`p50 ${number(auth.p50Millis)} · p99 ${millis(auth.p99Millis)}` : 'of the last minute',
        sparkline('auth.p95'),
        since('auth.p95', true),
      )}
      ${tile(
        'Throughput',
        figure(summary?.ratePerSecond, number, { unit: '/s' }),
        'auth operations',
        sparkline('auth.rate'),
        since('auth.rate', false),
      )}
      ${tile('Success', figure(summary?.successRatio, percent, { unit: '%' }), failures(summary), sparkline('auth.errors'))}
      ${tile('Overall hit', figure(summary?.overallHitRatio, percent, { unit: '%', inapplicable: !anyOn && store.phases !== null }), hitDetail(summary))}
      ${tile('Saved now', ...saved())}
    </div>
  `;
}
