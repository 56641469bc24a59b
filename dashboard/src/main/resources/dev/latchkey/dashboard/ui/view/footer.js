// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { bytes, duration, known, number, percent } from '../format.js';
import { store } from '../store.js';

/** @param {string} name @param {any} value */
function item(name, value) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

export function footer() {
  const { status, summary } = store;
  if (!status) {
    return nothing;
  }
  const system = summary?.system ?? {};
  const heap = known(system.heapUsedBytes) ? `${bytes(system.heapUsedBytes)}${known(system.heapMaxBytes) ? ` of ${bytes(system.heapMaxBytes)}` : ''}` : 'no data';
  return html`
    <footer>
      <dl>
        ${item('Process CPU', known(system.processCpuRatio) ? `${percent(system.processCpuRatio)} %` : 'no data')}
        ${item('Machine CPU', known(system.systemCpuRatio) ? `${percent(system.systemCpuRatio)} %` : 'no data')}
        ${item('Heap', heap)}
        ${item('GC, last second', known(system.gcPauseMillis) ? `${number(system.gcPauseMillis)} ms` : 'no data')}
        ${item('Threads', known(system.threads) ? number(system.threads) : 'no data')}
        ${item('Agent failures', number(status.agentErrors))}
        ${item('Dashboards', number(status.dashboardClients))}
        ${item('Up', duration(status.uptimeSeconds))}
        ${item('JVM', status.agent.jvm)}
        ${item('Latchkey', status.agent.version)}
      </dl>
    </footer>
  `;
}
