// @ts-check
/** What is left to do after the agent was attached; gone when it is done. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { link } from '../route.js';
import { store } from '../store.js';

/** @returns {[done: boolean, text: string, how: any][]} */
function items() {
  const { status, targets } = store;
  const phases = (store.phases ?? []).filter((phase) => phase.available);
  const on = phases.some((phase) => phase.enabled || phase.shadow || phase.version > 1);
  const judged = phases.some((phase) => phase.guard.decisions.length > 0 || ['safe', 'harmful'].includes(phase.guard.verdict) || phase.checks?.compared > 0);
  const calls = (targets ?? []).some((target) => target.calls > 0);
  return [
    [true, 'Agent attached', nothing],
    [status.targets.woven > 0, 'Targets woven', html`<a href=${link('discovery')}>Name a method</a>, or send the application a request that authenticates`],
    [calls, 'Traffic seen', 'send the application a request that authenticates'],
    [on, 'First phase at 10 %', html`<a href=${link('phases', phases[0]?.id)}>Turn ${phases[0]?.id} to 10 %</a>, or try it in shadow`],
    [judged, 'Treated compared with control', html`keep a phase between 10 and 50 %: <a href=${link('phases')}>watch it</a>`],
  ];
}

export function checklist() {
  if (!store.status || !store.phases || !store.targets) {
    return nothing;
  }
  const all = items();
  if (all.every(([done]) => done)) {
    return nothing;
  }
  const next = all.findIndex(([done]) => !done);
  return html`
    <section class="card full checklist" aria-labelledby="title-checklist">
      <h3 id="title-checklist">Getting started</h3>
      <ol>
        ${all.map(
          ([done, text, how], index) => html`<li class=${done ? 'done' : index === next ? 'next' : ''}>
            <i aria-hidden="true">${done ? '✓' : '○'}</i> ${text}<span class="sr">${done ? ', done' : ', to do'}</span>${index === next ? html`<span class="how">${how}</span>` : nothing}
          </li>`,
        )}
      </ol>
    </section>
  `;
}
