// @ts-check
import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { clock, known, millis } from '../format.js';
import { store } from '../store.js';

const LAYERS = {
  jwks: 'fetching key sets',
  jwt: 'validating tokens',
  session: 'looking users up',
  db: 'database',
  crypto: 'hashing, signing',
  auth: 'the filter itself',
  other: 'other targets',
};

/** The mean of the first minute shown. @param {string} layer */
function before(layer) {
  const shown = store.window();
  if (!shown || !store.history.times.length) {
    return null;
  }
  const first = Math.max(shown[0], store.history.times[0]);
  return shown[1] - first < 120 ? null : store.history.mean(`layer.${layer}.mean`, first, first + 59);
}

export function timeByLayer() {
  const means = store.summary?.meanMillisByLayer ?? {};
  const rows = Object.entries(LAYERS)
    .map(([layer, text]) => ({ layer, text, now: means[layer], was: before(layer) }))
    .filter((row) => (known(row.now) && row.now > 0) || (known(row.was) && row.was > 0));
  const total = rows.reduce((sum, row) => sum + (row.now ?? 0), 0);
  const longest = Math.max(...rows.flatMap((row) => [row.now ?? 0, row.was ?? 0]), Number.MIN_VALUE);
  const wasTotal = rows.reduce((sum, row) => sum + (row.was ?? 0), 0);
  const shown = store.window();
  const first = shown && store.history.times.length ? Math.max(shown[0], store.history.times[0]) : null;
  const comparable = wasTotal > 0 && first !== null;
  return html`
    <section class="card time-card" aria-labelledby="title-time">
      <div class="head"><h3 id="title-time">Where the time goes</h3><span class="note">mean of one operation</span></div>
      ${rows.length
        ? html`
            <table class="time">
              <thead><tr><th scope="col">Layer</th><th scope="col"><span class="sr">Share</span></th><th scope="col" class="num">now</th><th scope="col" class="num">${comparable ? `at ${clock(/** @type {number} */ (first), store.utc, false)}` : html`<span class="sr">before</span>`}</th></tr></thead>
              <tbody>
                ${rows.map((row) => bar(row, longest, total, comparable))}
                <tr class="total"><th scope="row">all</th><td></td><td class="num">${millis(total)}</td><td class="num soft">${comparable ? millis(wasTotal) : ''}</td></tr>
              </tbody>
            </table>`
        : html`<p class="empty">No auth operation in the last minute.</p>`}
    </section>
  `;
}

/** @param {any} row @param {number} longest @param {number} total @param {boolean} comparable */
function bar(row, longest, total, comparable) {
  const now = row.now ?? 0;
  const share = total > 0 ? Math.round((now / total) * 100) : 0;
  return html`
    <tr title=${row.text}>
      <th scope="row">${row.layer}</th>
      <td>
        <svg class="bar ${row.layer}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
          ${comparable && known(row.was) ? bars(row.was, longest, 'was') : nothing}${bars(now, longest, 'is')}
        </svg>
        <span class="sr">${share} %</span>
      </td>
      <td class="num">${known(row.now) ? millis(row.now) : 'no data'}</td>
      <td class="num soft">${comparable ? (known(row.was) ? millis(row.was) : 'no data') : ''}</td>
    </tr>
  `;
}


/** @param {number} value @param {number} longest @param {string} kind */
function bars(value, longest, kind) {
  const width = Math.max(0.4, (value / longest) * 100).toFixed(2);
  return kind === 'is' ? svg`<rect class="is" x="0" y="2" height="6" width=${width} />` : svg`<rect class="was" x="0" y="0" height="10" width=${width} />`;
}
