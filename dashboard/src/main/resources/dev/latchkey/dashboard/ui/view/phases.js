// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { setRollout, toggle, toggleShadow } from '../actions.js';
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
  if (phase.shadow) {
    return html`<span class="state">◐ in shadow</span>`;
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

/** What comparisons with the application's own answers have shown. @param {any} phase */
function checks(phase) {
  const found = phase.checks;
  if (!found || (found.compared === 0 && !phase.shadow)) {
    return nothing;
  }
  const causes = found.mismatches.map((/** @type {any} */ each) => `${each.count} ${each.cause} (last ${each.lastTarget})`).join(', ');
  return html`<p class="why">${found.compared} answers compared, ${causes ? html`<span class="mood bad"><i aria-hidden="true">✕</i> ${causes}</span>` : 'all equal'}</p>`;
}

/** What it would bring beside what it brings. @param {any} phase */
function forecast(phase) {
  const found = phase.forecast;
  if (!found || !phase.available) {
    return nothing;
  }
  const saved = known(found.savedMillis) ? `, saves ${millis(found.savedMillis)} of ${millis(found.authMillis)}` : '';
  const measured = known(found.measuredHitRatio) ? `; measured: ${percent(found.measuredHitRatio)} %` : '';
  const really = known(found.measuredSavedMillis) ? `, saves ${millis(found.measuredSavedMillis)}` : '';
  return html`<p class="why" title="from ${found.samples} calls">predicted: ${found.settled ? '' : 'at least '}${percent(found.hitRatio)} % answered${saved}${measured}${really}</p>`;
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
      <div class="what">${phase.available && !phase.enabled ? html`<p>${what}</p>` : nothing}${evidence(phase)}${forecast(phase)}${checks(phase)}${rollout(phase)}${gate(phase)}
        ${phase.available && phase.checks && !phase.enabled
          ? html`<button class="quiet" aria-pressed=${phase.shadow} ?disabled=${locked} @click=${() => toggleShadow(phase)}>${phase.shadow ? 'End the shadow' : 'Try in shadow'}</button>`
          : nothing}</div>
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
