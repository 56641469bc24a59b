// @ts-check
/** A chart to take along: its figures, its picture, a link to its window, and the query that draws it elsewhere. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { copy } from '../clipboard.js';
import { color } from '../chart.js';
import { clock, date, zone } from '../format.js';
import { download, downloadBlob } from '../save.js';
import { here, instant, store } from '../store.js';

const quantile = (/** @type {number} */ q) => `histogram_quantile(${q}, sum by (le) (rate(latchkey_auth_duration_seconds_bucket{stage="total"}[1m])))`;

/** What the series of /metrics come to the same lines by, a line each. @type {Record<string, string>} */
const QUERIES = {
  latency: [0.5, 0.95, 0.99].map(quantile).join('\n'),
  hits: 'sum by (layer) (rate(latchkey_cache_requests_total{result=~"hit|stale"}[1m])) / sum by (layer) (rate(latchkey_cache_requests_total{result=~"hit|stale|miss|bypass"}[1m]))',
  connections: 'sum(rate(latchkey_db_connections_opened_total[1m]))',
  pools: 'sum by (state) (latchkey_pool_connections)\nsum(latchkey_pool_waiting)',
  cpu: 'latchkey_process_cpu_ratio',
  heap: 'latchkey_jvm_heap_used_bytes',
  gc: 'rate(latchkey_jvm_gc_pause_seconds_total[1m])',
  threads: 'latchkey_jvm_threads',
  rate: 'sum(rate(latchkey_auth_requests_total[1m]))',
};

/** @typedef {import('../chart.js').Chart} Chart */

/** @param {Chart} chart */
function csv(chart) {
  const [times, ...columns] = chart.data();
  const lines = times.map((time, row) => [instant(/** @type {number} */ (time)), ...columns.map((column) => column[row] ?? '')].join(','));
  download(`latchkey-${chart.name}.csv`, 'text/csv', [['time', ...chart.lines.map((line) => line.id)].join(','), ...lines].join('\n'));
}

/** In columns, as the API answers. @param {Chart} chart */
function json(chart) {
  const [times, ...columns] = chart.data();
  const [from, to] = /** @type {[number, number]} */ (store.window());
  const told = { chart: chart.name, from: instant(from), to: instant(to), stepSeconds: store.stepSeconds(), series: chart.lines.map((line) => line.id), times, columns };
  download(`latchkey-${chart.name}.json`, 'application/json', JSON.stringify(told));
}

const HEAD = 26;

/** The chart under its name and time, on the color it stands on. @param {Chart} chart @param {string} title */
function png(chart, title) {
  const drawn = /** @type {HTMLCanvasElement} */ (chart.plot.ctx.canvas);
  const ratio = devicePixelRatio;
  const picture = document.createElement('canvas');
  picture.width = drawn.width;
  picture.height = drawn.height + HEAD * ratio;
  const ink = /** @type {CanvasRenderingContext2D} */ (picture.getContext('2d'));
  const [from, to] = /** @type {[number, number]} */ (store.window());
  ink.fillStyle = color('--card');
  ink.fillRect(0, 0, picture.width, picture.height);
  ink.drawImage(drawn, 0, HEAD * ratio);
  ink.fillStyle = color('--ink');
  ink.font = `600 ${12 * ratio}px system-ui, sans-serif`;
  ink.fillText(`${title} · ${store.status?.agent.application ?? ''} · ${date(from, store.utc)} ${clock(from, store.utc)} to ${clock(to, store.utc)} ${zone(store.utc)}`, 8 * ratio, 17 * ratio);
  picture.toBlob((blob) => blob && downloadBlob(`latchkey-${chart.name}.png`, blob));
}

/** A link shows the same window whenever it is opened. */
function link() {
  const shown = store.window();
  return copy(here(shown), 'The link to this window is copied.', () => store.zoomTo(shown), 'the link is in the address bar');
}

/** @param {Chart} chart */
function query(chart) {
  return copy(QUERIES[chart.name], 'The PromQL is copied.', () => (store.dialog = { kind: 'query', text: QUERIES[chart.name] }), 'take it from the dialog');
}

/** @param {Event} event */
function shut(event) {
  const menu = /** @type {HTMLDetailsElement} */ (/** @type {HTMLElement} */ (event.currentTarget).closest('details'));
  menu.open = false;
}

/** @param {KeyboardEvent} event */
function escape(event) {
  const menu = /** @type {HTMLDetailsElement} */ (event.currentTarget);
  if (event.key === 'Escape' && menu.open) {
    menu.open = false;
    /** @type {HTMLElement} */ (menu.querySelector('summary')).focus();
    event.stopPropagation();
  }
}

const CLICK_MILLIS = 250;

/** The menu closes when somebody goes on elsewhere; some browsers give no focus to a button that is pressed. @param {FocusEvent} event */
function left(event) {
  const menu = /** @type {HTMLDetailsElement} */ (event.currentTarget);
  setTimeout(() => menu.contains(document.activeElement) || (menu.open = false), CLICK_MILLIS);
}

/** @param {Chart} chart @param {string} title */
export function takeMenu(chart, title) {
  const item = (/** @type {string} */ text, /** @type {() => unknown} */ run, off = false) =>
    html`<li><button class="quiet" ?disabled=${off} @click=${(/** @type {Event} */ event) => (shut(event), run())}>${text}</button></li>`;
  return html`<details class="take" @keydown=${escape} @focusout=${left}>
    <summary class="quiet" aria-label="Take ${title} along" title="Take it along"><span aria-hidden="true">⋯</span></summary>
    <ul>
      ${item('Figures as CSV', () => csv(chart))} ${item('Figures as JSON', () => json(chart))} ${item('Picture as PNG', () => png(chart, title), !chart.plot)}
      ${item('Copy a link', link)} ${QUERIES[chart.name] ? item('Copy PromQL', () => query(chart)) : nothing}
    </ul>
  </details>`;
}
