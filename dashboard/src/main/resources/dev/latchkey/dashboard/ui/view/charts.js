// @ts-check
import { html, nothing, render } from '../lib/lit-html/lit-html.js';
import { Chart } from '../chart.js';
import { bytes, clock, duration, known, millis, number, percent, seconds, zone } from '../format.js';
import { store } from '../store.js';
import { severityIcon } from './events.js';
import { takeMenu } from './take.js';

const ratio = (/** @type {number} */ value) => `${percent(value)} %`;
const perSecond = (/** @type {number} */ value) => `${number(value)}/s`;
const wholePercent = (/** @type {number} */ value) => `${Math.round(value * 100)} %`;
const MARKER = 24;
/** @type {Record<string, string>} */
const RANGE_NAMES = { '5m': 'the last 5 minutes', '15m': 'the last 15 minutes', '1h': 'the last hour', '6h': 'the last 6 hours', '24h': 'the last 24 hours', '7d': 'the last 7 days' };
const ROWS = 15;

/** @type {Map<string, Chart>} */
export const charts = new Map([
  [
    'latency',
    new Chart(
      'latency',
      [
        { id: 'auth.p50', label: 'p50', color: '--p50' },
        { id: 'auth.p95', label: 'p95', color: '--p95', dash: [7, 3] },
        { id: 'auth.p99', label: 'p99', color: '--p99', dash: [2, 3] },
      ],
      { height: 172, format: millis, log: () => store.log },
    ),
  ],
  [
    'hits',
    new Chart(
      'hits',
      [
        { id: 'cache.jwks.hit', label: 'jwks', color: '--jwks' },
        { id: 'cache.jwt.hit', label: 'jwt', color: '--jwt', dash: [7, 3] },
        { id: 'cache.session.hit', label: 'session', color: '--session', dash: [2, 3] },
      ],
      { height: 150, format: wholePercent, max: 1.03, labelSpace: 98 },
    ),
  ],
  [
    'connections',
    new Chart('connections', [{ id: 'db.connections', label: '', color: '--db', fill: '--fill' }], { height: 150, format: perSecond }),
  ],
  [
    'pools',
    new Chart(
      'pools',
      [
        { id: 'pool.active', label: 'active', color: '--p50', fill: '--fill-p50' },
        { id: 'pool.idle', label: 'idle', color: '--p95', dash: [7, 3] },
        { id: 'pool.waiting', label: 'waiting', color: '--p99', dash: [2, 3] },
      ],
      { height: 120, format: number },
    ),
  ],
  ['cpu', new Chart('cpu', [{ id: 'jvm.cpu', label: '', color: '--p50', fill: '--fill-p50' }], { height: 150, format: wholePercent, max: 1.03 })],
  ['heap', new Chart('heap', [{ id: 'jvm.heap', label: '', color: '--p50', fill: '--fill-p50' }], { height: 150, format: bytes })],
  ['gc', new Chart('gc', [{ id: 'jvm.gc', label: '', color: '--p50', fill: '--fill-p50' }], { height: 150, format: (value) => `${number(value * 100)} %` })],
  ['threads', new Chart('threads', [{ id: 'jvm.threads', label: '', color: '--p50' }], { height: 150, format: number })],
  ['rate', new Chart('rate', [{ id: 'auth.rate', label: '', color: '--p50', fill: '--fill-p50' }], { height: 150, format: perSecond })],
]);

const TEXTS = {
  latency: { title: 'Auth latency', main: 'auth.p95', name: 'p95:', write: millis, wide: true },
  hits: { title: 'Hit ratio', main: 'cache.jwks.hit', name: 'jwks:', write: ratio, wide: false },
  connections: { title: 'Database connections opened', main: 'db.connections', name: 'Opened:', write: perSecond, wide: false },
  pools: { title: 'Connections of all pools', main: 'pool.active', name: 'Active:', write: number, wide: false },
  cpu: { title: 'CPU of the process', main: 'jvm.cpu', name: 'Of all cores:', write: ratio, wide: false },
  heap: { title: 'Heap in use', main: 'jvm.heap', name: 'Heap:', write: bytes, wide: false },
  gc: { title: 'Time in GC pauses', main: 'jvm.gc', name: 'Of the time:', write: ratio, wide: false },
  threads: { title: 'Threads', main: 'jvm.threads', name: 'Threads:', write: number, wide: false },
  rate: { title: 'Auth operations', main: 'auth.rate', name: 'Rate:', write: perSecond, wide: false },
};

function windowName() {
  return store.zoom ? `from ${clock(store.zoom[0], store.utc)} to ${clock(store.zoom[1], store.utc)} ${zone(store.utc)}` : `in ${RANGE_NAMES[store.range]}`;
}

/** The chart in words. @param {keyof typeof TEXTS} name */
function summary(name) {
  const text = TEXTS[name];
  const shown = store.window();
  const values = shown ? /** @type {number[]} */ (store.columns([text.main])[1].filter(known)) : [];
  if (!values.length) {
    return `No data ${windowName()}.`;
  }
  const low = Math.min(...values);
  const high = Math.max(...values);
  return `${text.name} ${text.write(values[values.length - 1])} ${store.zoom ? 'at the end' : 'now'}, between ${text.write(low)} and ${text.write(high)} ${windowName()}.`;
}

/** @param {string} name */
function toggleTable(name) {
  if (!store.tables.delete(name)) {
    store.tables.add(name);
  }
  store.changed();
}

function toggleLog() {
  store.log = !store.log;
  store.keep('scale', store.log ? 'log' : 'linear');
  store.changed();
}

/** @param {string} name */
function table(name) {
  const chart = /** @type {Chart} */ (charts.get(name));
  const [times, ...columns] = chart.data();
  const step = Math.max(1, Math.ceil(times.length / ROWS));
  const rows = [];
  for (let row = times.length - 1; row >= 0; row -= step) {
    rows.push(row);
  }
  return html`
    <div class="scroll"><table>
      <thead><tr><th scope="col">Time (${zone(store.utc)})</th>${chart.lines.map((line) => html`<th scope="col" class="num">${line.label || 'per second'}</th>`)}</tr></thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr><th scope="row">${clock(/** @type {number} */ (times[row]), store.utc)}</th>${columns.map(
            (column) => html`<td class="num">${known(column[row]) ? chart.options.format(/** @type {number} */ (column[row])) : 'no data'}</td>`,
          )}</tr>`,
        )}
      </tbody>
    </table></div>
  `;
}

/** Says why a chart is empty and what to do. @param {keyof typeof TEXTS} name */
function emptiness(name) {
  const shown = store.window();
  const chart = /** @type {Chart} */ (charts.get(name));
  const any = shown && store.columns(chart.lines.map((line) => line.id)).slice(1).some((column) => column.some(known));
  if (any) {
    return nothing;
  }
  if (name === 'hits' && store.phases && !store.phases.some((phase) => phase.enabled)) {
    return html`<p class="empty">Not applicable: no phase is on. Turn <b>jwks</b> on at 10 % to see its hits here.</p>`;
  }
  if (name === 'pools') {
    return html`<p class="empty">No pool held connections ${windowName()}.</p>`;
  }
  if (store.targets?.length === 0) {
    return html`<p class="empty">No target is woven. Name one under <code>targets:</code> in latchkey.yaml, or keep <code>presets: auto</code>.</p>`;
  }
  return html`<p class="empty">No data ${windowName()}. Targets wait for their first call.</p>`;
}

/** @param {keyof typeof TEXTS} name */
export function chartFigure(name) {
  const text = TEXTS[name];
  const chart = /** @type {Chart} */ (charts.get(name));
  const open = store.tables.has(name);
  return html`
    <figure class="card chart ${text.wide ? 'wide' : ''}" aria-labelledby="title-${name}">
      <div class="head">
        <h3 id="title-${name}">${text.title}</h3>
        ${name === 'latency' && store.stepSeconds() > 1 ? html`<span class="note">${store.isPast() ? 'all calls' : 'worst second'} of each ${duration(store.stepSeconds())}</span>` : nothing}
        <span class="reading" id="read-${name}" aria-hidden="true"></span>
        ${name === 'latency' ? html`<button class="quiet" aria-pressed=${store.log} @click=${toggleLog}>log</button>` : nothing}
        <button class="quiet" aria-expanded=${open} aria-controls="table-${name}" @click=${() => toggleTable(name)}>table</button>
        ${takeMenu(chart, text.title)}
      </div>
      <div class="canvas">
        <div class="plot" id="plot-${name}" tabindex="0" role="img" aria-label="${text.title}. Arrow keys move along the time." @keydown=${(/** @type {KeyboardEvent} */ event) => chart.key(event)}></div>
        ${emptiness(name)}
      </div>
      <div class="markers" id="markers-${name}"></div>
      <figcaption>${summary(name)}</figcaption>
      <span class="sr" aria-live="polite" id="spoken-${name}"></span>
      <div id="table-${name}" ?hidden=${!open}>${open ? table(name) : nothing}</div>
    </figure>
  `;
}

/** Events that lie too close together to be hit apart become one marker. @param {Chart} chart */
function clusters(chart) {
  /** @type {{left: number, events: any[]}[]} */ const found = [];
  for (const event of store.events) {
    const left = chart.position(seconds(event.at));
    if (left !== null) {
      const last = found[found.length - 1];
      if (last && left - last.left < MARKER) {
        last.events.push(event);
      } else {
        found.push({ left, events: [event] });
      }
    }
  }
  return found;
}

/** @param {any[]} events */
function worst(events) {
  return ['error', 'warn', 'info'].find((severity) => events.some((event) => event.severity === severity)) ?? 'info';
}

/** @param {string} chart @param {number} id */
function toggleEvent(chart, id) {
  const opened = `${chart} ${id}`;
  store.openEvent = store.openEvent === opened ? null : opened;
  store.changed();
}

/** Draws the events below the time axis of every chart, after it knows its size. */
export function placeMarkers() {
  charts.forEach((chart, name) => {
    const host = document.getElementById(`markers-${name}`);
    if (host && chart.seen) {
      place(chart, name, host);
    }
  });
}

/** @param {Chart} chart @param {string} name @param {HTMLElement} host */
function place(chart, name, host) {
  const found = clusters(chart);
  const open = found.find((cluster) => cluster.events.some((event) => store.openEvent === `${name} ${event.id}`));
  const buttons = found.map((cluster) => {
    const severity = worst(cluster.events);
    const texts = cluster.events.map((event) => `${clock(seconds(event.at), store.utc)} ${event.text}`);
    return html`<button class="marker ${severity}" data-left=${cluster.left} title=${texts.join('\n')} aria-label="Event: ${texts.join('; ')}"
      aria-expanded=${cluster === open} @click=${() => toggleEvent(name, cluster.events[0].id)}>${cluster.events.length > 1 ? cluster.events.length : severityIcon(severity)}</button>`;
  });
  const details = open
    ? html`<ul class="details">${open.events.map((event) => html`<li><time>${clock(seconds(event.at), store.utc)}</time> ${event.text} <span>${event.actor}</span></li>`)}</ul>`
    : nothing;
  render(html`<div class="lane">${buttons}</div>${details}`, host);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (host.querySelectorAll('.marker'))) {
    const left = `${(Number(button.dataset.left) - MARKER / 2).toFixed(1)}px`;
    if (button.style.left !== left) {
      button.style.left = left;
    }
  }
}
