// @ts-check
/** What is measured, and how more comes to be. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { addProposal, addTarget, startDiscovery, stopDiscovery } from '../actions.js';
import { known, millis, number, percent } from '../format.js';
import { store } from '../store.js';
import { targets } from './targets.js';

const SURE = { high: ['✓', 'ok'], medium: ['○', 'soft'], low: ['?', 'soft'] };

/** @param {any} found */
function isThere(found) {
  return (store.targets ?? []).some((target) => target.name === found.name || (target.class === found.class && target.method === found.method));
}

/** @param {any} found */
function row(found) {
  const [icon, mood] = SURE[/** @type {keyof typeof SURE} */ (found.confidence)] ?? ['?', 'soft'];
  const type = found.class.slice(found.class.lastIndexOf('.') + 1);
  return html`
    <tr>
      <th scope="row" class="method"><code title="${found.class}#${found.method}">${type}#${found.method.replace(/\(.*/, '')}</code>
        <details><summary>Evidence, risks and YAML</summary>
          <ul>${found.evidence.map((/** @type {string} */ each) => html`<li>${each}</li>`)}</ul>
          <p class="why">Before anything is kept: ${found.risks.join(' ')}</p>
          <pre>${found.yaml}</pre>${found.keeping ? html`<p class="why">For its phase to keep answers:</p><pre>${found.keeping}</pre>` : nothing}
        </details></th>
      <td data-label="layer">${found.layer}</td>
      <td class="num" data-label="calls">${number(found.calls)}</td>
      <td class="num" data-label="mean">${known(found.meanMillis) ? millis(found.meanMillis) : '–'}</td>
      <td class="num" data-label="share">${known(found.share) ? `${percent(found.share)} %` : '–'}</td>
      <td data-label="sure"><span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${found.confidence}</span></td>
      <td>${isThere(found)
        ? html`<span class="soft">is a target</span>`
        : html`<button class="quiet" aria-label="Add ${found.name}" ?disabled=${!store.mayAdminister()} @click=${() => addProposal(found)}>Add</button>`}</td>
    </tr>
  `;
}

/** @param {any} scan */
function state(scan) {
  if (scan.state === 'running') {
    const done = scan.lengthSeconds - scan.secondsLeft;
    return html`<p class="note">Watching: ${Math.round(done)} of ${Math.round(scan.lengthSeconds)} s <progress max=${scan.lengthSeconds} value=${done}></progress>
      · passages seen ${number(scan.passages)} · at most ${percent(scan.overheadRatio)} % of a core</p>`;
  }
  return scan.trouble ? html`<p class="why">It could not be done: ${scan.trouble}.</p>` : nothing;
}

/** @param {any} scan */
function proposals(scan) {
  if (!scan.proposals.length) {
    return html`<p class="empty">${scan.state === 'never_ran'
      ? html`Nothing was looked for yet. Discovery watches where signatures are verified, keys fetched, passwords hashed and connections opened, for two minutes, and proposes the methods that lead there. Start it while the application has load.`
      : scan.notes.join(' ') || 'Nothing was found so far.'}</p>`;
  }
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Suggested targets"><table class="stack">
      <thead><tr><th scope="col">Method</th><th scope="col">Layer</th><th scope="col" class="num">Calls</th><th scope="col" class="num">Mean</th><th scope="col" class="num">Share</th><th scope="col">Confidence</th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
      <tbody>${scan.proposals.map(row)}</tbody>
    </table></div>
    <p class="note">What is added is timed, and nothing of it is kept, whatever phase is on. To undo it, remove the target below.</p>
    ${scan.keepAway.length ? html`<p class="why">Keep nothing of: ${scan.keepAway.map((/** @type {any} */ each) => html`<code>${each.method}</code> ${each.reason} `)}</p>` : nothing}
    ${scan.notes.length ? html`<p class="why">${scan.notes.join(' ')}</p>` : nothing}`;
}

export function discovery() {
  const scan = store.discovery;
  const running = scan?.state === 'running';
  return html`
    <section class="card full" aria-labelledby="title-candidates">
      <div class="head"><h3 id="title-candidates">Suggested targets</h3>
        <button class="quiet end" ?disabled=${!store.mayAdminister()} @click=${running ? stopDiscovery : startDiscovery}>${running ? 'Stop' : 'Look for methods'}</button>
        <button class="quiet" ?disabled=${!store.mayAdminister()} @click=${addTarget}>Add a target …</button></div>
      ${scan ? html`${state(scan)}${proposals(scan)}` : nothing}
    </section>
    ${targets()}
  `;
}
