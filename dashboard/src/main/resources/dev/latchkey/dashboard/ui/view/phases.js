// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { setRollout, toggle } from '../actions.js';
import { duration, known, millis, percent, seconds } from '../format.js';
import { store } from '../store.js';
import { rollout } from './rollout.js';

const TEXTS = {
  jwks: ['Key sets', 'keeps fetched key sets, fetches anew for a new key'],
  jwt: ['Signatures', 'remembers signatures that verified'],
  session: ['User lookups', 'keeps users until they change'],
  pool: ['Connections', 'reuses database connections'],
  integrated: ['Integrated', 'keeps whole authentications, carries on what falls'],
};
const STEPS = [10, 50, 100];
const VERDICTS = {
  pass: ['✓', 'passes', 'ok'],
  fail: ['✕', 'fails', 'bad'],
  'not-enough-data': ['?', 'not enough data', 'soft'],
};

/** @param {any} phase */
function state(phase) {
  if (!phase.available) {
    return html`<span class="state na">not in this version</span>`;
  }
  return phase.enabled ? html`<span class="state on">● on · ${phase.rollout} %</span>` : html`<span class="state">○ off</span>`;
}

/** @param {any} phase */
function evidence(phase) {
  if (!phase.available) {
    return nothing;
  }
  const hit = store.summary?.hitRatio?.[phase.id];
  const age = duration(Math.max(0, Date.now() / 1000 - seconds(phase.changedAt)));
  const hits = phase.enabled ? html`hit ${known(hit) ? `${percent(hit)} %` : 'no data'} · ` : nothing;
  return html`<p class="why">${hits}set by ${phase.changedBy} ${age} ago</p>`;
}

/** @param {any} criterion */
function criterion(criterion) {
  const shown = (/** @type {number} */ value) => (criterion.unit === 'ratio' ? `${percent(value)} %` : millis(value));
  const value = known(criterion.value) ? shown(criterion.value) : 'no data';
  return `${criterion.name}: ${value}, wanted ${criterion.wanted} ${shown(criterion.limit)}: ${VERDICTS[/** @type {keyof typeof VERDICTS} */ (criterion.verdict)][1]}. ${criterion.detail}`;
}

/** Whether the phase brings what it is there for. @param {any} phase */
function gate(phase) {
  const found = phase.enabled ? store.gates?.find((each) => each.phase === phase.id) : undefined;
  if (!found) {
    return nothing;
  }
  const [icon, word, mood] = VERDICTS[/** @type {keyof typeof VERDICTS} */ (found.verdict)];
  return html`<p class="why">gate <span class="mood ${mood}" title=${found.criteria.map(criterion).join('\n')}><i aria-hidden="true">${icon}</i> ${word}</span></p>`;
}

/** @param {any} phase */
function row(phase) {
  const [title, what] = TEXTS[/** @type {keyof typeof TEXTS} */ (phase.id)] ?? [phase.id, ''];
  const locked = !phase.available || store.busy.has(phase.id);
  return html`
    <li class="phase ${phase.enabled ? 'on' : ''} ${phase.available ? '' : 'na'}">
      <button class="switch" role="switch" aria-checked=${phase.enabled} aria-label="Phase ${phase.number}, ${title}" ?disabled=${locked} @click=${() => toggle(phase)}><i></i></button>
      <h3 title=${what}>${phase.number} · ${title} <code>${phase.id}</code> ${state(phase)}</h3>
      ${phase.available
        ? html`<fieldset class="segments" aria-label="Rollout of ${phase.id}" ?disabled=${locked}>
            ${STEPS.map(
              (step) => html`<label><input type="radio" name="rollout-${phase.id}" value=${step} .checked=${phase.rollout === step}
                @click=${(/** @type {Event} */ event) => choose(event, phase, step)}><span>${step} %</span></label>`,
            )}
          </fieldset>`
        : nothing}
      <div class="what">${phase.available && !phase.enabled ? html`<p>${what}</p>` : nothing}${evidence(phase)}${rollout(phase)}${gate(phase)}</div>
    </li>
  `;
}

/** The radio shows what the agent has confirmed, not what was asked for. @param {Event} event @param {any} phase @param {number} step */
function choose(event, phase, step) {
  if (step !== phase.rollout) {
    event.preventDefault();
    setRollout(phase, step);
  }
}

export function phases() {
  return html`
    <section class="card phases" aria-labelledby="title-phases">
      <div class="head"><h2 id="title-phases">Phases</h2><span class="note">for the next call on</span></div>
      ${store.phases ? html`<ul>${store.phases.map(row)}</ul>` : html`<p class="empty">The agent has not told its phases yet.</p>`}
    </section>
  `;
}
