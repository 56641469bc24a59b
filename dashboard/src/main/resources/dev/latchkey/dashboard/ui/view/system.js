// @ts-check
/** Whether it is the machine or the agent rather than authentication. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { bytes, duration, known, millis, number, percent } from '../format.js';
import { store } from '../store.js';
import { chartFigure } from './charts.js';
import { figure } from './figure.js';
import { fleet } from './fleet.js';
import { sparkline } from './spark.js';
import { tile } from './tiles.js';

/** The first calls run before they are compiled; a mean of few of them says nothing. */
const ENOUGH = 100;

/** @param {string} name @param {any} value */
function item(name, value) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function tiles() {
  const system = store.summary?.system ?? {};
  return html`<div class="tiles four">
    ${tile('CPU of the process', figure(system.processCpuRatio, percent, { unit: '%' }), html`machine ${known(system.systemCpuRatio) ? `${percent(system.systemCpuRatio)} %` : 'no data'}`, sparkline('jvm.cpu'))}
    ${tile('Heap in use', figure(system.heapUsedBytes, bytes), known(system.heapAfterGcBytes) ? `${bytes(system.heapAfterGcBytes)} after collecting, of ${bytes(system.heapMaxBytes)}` : known(system.heapMaxBytes) ? `of ${bytes(system.heapMaxBytes)} at most` : 'no limit is known', sparkline('jvm.heap'))}
    ${tile('GC pause', figure(system.gcPauseMillis, number, { unit: 'ms' }), 'in the last second')}
    ${tile('Threads', figure(system.threads, number), known(system.openFiles) ? `${number(system.openFiles)} of ${number(system.maxFiles)} files open` : 'of the whole JVM', sparkline('jvm.threads'))}
  </div>`;
}

/** What the agent takes of the application's means. */
function cost() {
  const agent = store.summary?.agent ?? {};
  const missing = html`<span class="fig none">no data</span>`;
  return html`
    ${item('Own CPU', known(agent.cpuRatio) ? html`${percent(agent.cpuRatio)} % of a core` : missing)}
    ${item('Own memory, caches left out', known(agent.heapBytes) ? bytes(agent.heapBytes) : missing)}
    ${item('A woven call', known(agent.nanosPerCall) && agent.sampledCalls >= ENOUGH ? html`${number(agent.nanosPerCall)} ns <span class="soft">from ${number(agent.sampledCalls)}</span>` : html`${missing} <span class="soft">${number(agent.sampledCalls ?? 0)} of ${ENOUGH} samples</span>`)}
  `;
}

function agent() {
  const { status } = store;
  if (!status) {
    return nothing;
  }
  const failures = status.agentErrors
    ? html`<span class="mood bad"><i aria-hidden="true">✕</i> ${number(status.agentErrors)} so far</span>`
    : html`<span class="mood ok"><i aria-hidden="true">✓</i> none</span>`;
  return html`
    <section class="card full" aria-labelledby="title-agent">
      <div class="head"><h3 id="title-agent">The agent itself</h3></div>
      <dl class="facts">
        ${cost()} ${item('Failures', failures)} ${item('Switched off', number(status.targets.switchedOff))}
        ${item('Targets woven', `${number(status.targets.woven)} of ${number(status.targets.total)}`)}
        ${item('Dashboards open', number(status.dashboardClients))} ${item('Up', duration(status.uptimeSeconds))}
        ${item('JVM', status.agent.jvm)} ${item('Version', status.agent.version)}
        ${item('Remove it', html`<code>java -jar latchkey.jar detach ${status.agent.pid}</code>`)}
      </dl>
    </section>
  `;
}

export function system() {
  return html`
    ${tiles()} ${agent()}
    <div class="grid halves">${chartFigure('cpu')} ${chartFigure('heap')} ${chartFigure('gc')} ${chartFigure('threads')} ${chartFigure('rate')} ${chartFigure('connections')}</div>
    ${fleet()}
  `;
}
