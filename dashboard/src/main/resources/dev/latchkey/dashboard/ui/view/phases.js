// @ts-check
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { setShare, toggleShadow } from '../actions.js';
import { clock, duration, known, millis, number, percent, seconds, zone } from '../format.js';
import { link } from '../route.js';
import { store } from '../store.js';
import { decisions, isActive, isJudged, sideBySide, rolloutState, steps, buttons, ratioText } from './rollout.js';

const TEXTS = {
  jwks: ['Key sets', 'keeps fetched key sets and fetches them again when a token names a new key'],
  jwt: ['Signatures', 'remembers signatures that verified'],
  session: ['User lookups', 'keeps users that were looked up, until they change'],
  pool: ['Connections', 'hands out database connections again instead of opening new ones'],
  integrated: ['Integrated', 'keeps whole authentications, and has what falls in one layer fall in the others too'],
};
const SHARES = [0, 10, 50, 100];
const VERDICTS = {
  pass: ['✓', 'passes', 'ok'],
  fail: ['✕', 'fails', 'bad'],
  'not-enough-data': ['?', 'not enough data', 'soft'],
};

/** @param {any} phase */
export function title(phase) {
  return TEXTS[/** @type {keyof typeof TEXTS} */ (phase.id)] ?? [phase.id, ''];
}

/** @param {any} phase @returns {[icon: string, word: string, mood: string]} */
function condition(phase) {
  if (!phase.available) {
    return ['–', 'absent', 'soft'];
  }
  if (phase.guard.status === 'rolled-back') {
    return ['✕', 'rolled back', 'bad'];
  }
  if (phase.shadow) {
    return ['◐', 'in shadow', 'soft'];
  }
  return phase.enabled ? ['●', `on · ${phase.rollout} %`, 'ok'] : ['○', 'off', 'soft'];
}

/** @param {any} phase */
function state(phase) {
  const [icon, word, mood] = condition(phase);
  return html`<span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${word}</span>`;
}

/** @param {any} phase */
function gateOf(phase) {
  return phase.enabled ? store.gates?.find((each) => each.phase === phase.id) : undefined;
}

/** @param {any} found */
function gateMood(found) {
  const [icon, word, mood] = VERDICTS[/** @type {keyof typeof VERDICTS} */ (found.verdict)];
  return html`<span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${word}</span>`;
}

/** A word and not a color alone, where there is little room. @param {any} found */
function gateSign(found) {
  const [icon, word, mood] = VERDICTS[/** @type {keyof typeof VERDICTS} */ (found.verdict)];
  return html`<span class="mood ${mood}" title=${word}><i aria-hidden="true">${icon}</i> ${{ pass: 'ok', fail: 'fails' }[/** @type {string} */ (found.verdict)] ?? 'unsure'}</span>`;
}

/** @param {any} phase */
function mismatches(phase) {
  return (phase.checks?.mismatches ?? []).reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each.count, 0);
}

/** @param {any} phase */
function listRow(phase) {
  const found = gateOf(phase);
  const wrong = mismatches(phase);
  const test = isJudged(phase) && phase.guard.tests.find((/** @type {any} */ each) => each.test === 'p95' && known(each.ratio));
  return html`<tr class=${phase.available ? '' : 'soft'}>
    <th scope="row"><a href=${link('phases', phase.id)}>${phase.number} ${title(phase)[0]}</a></th>
    <td>${state(phase)}${wrong ? html`<p class="mood bad"><i aria-hidden="true">✕</i> ${number(wrong)} differ</p>` : nothing}</td>
    <td>${found ? gateSign(found) : html`<span class="soft">–</span>`}</td>
    <td class="num">${test ? ratioText(test.ratio) : html`<span class="soft">–</span>`}</td>
  </tr>`;
}

/** One line a phase. */
export function phaseList() {
  return html`
    <section class="card phases" aria-labelledby="title-phases">
      <div class="head"><h3 id="title-phases">Phases</h3><a class="all" href=${link('phases')}>change</a></div>
      ${store.phases
        ? html`<table>
            <thead><tr><th scope="col">Phase</th><th scope="col">State</th><th scope="col">Gate</th><th scope="col" class="num" title="p95 of treated calls over that of control calls">p95</th></tr></thead>
            <tbody>${store.phases.map(listRow)}</tbody>
          </table>`
        : html`<p class="empty">The agent has not told its phases yet.</p>`}
    </section>
  `;
}

/** What comparisons with the application's own answers have shown. @param {any} phase */
function checks(phase) {
  const found = phase.checks;
  if (!found || (found.compared === 0 && !phase.shadow)) {
    return nothing;
  }
  const causes = found.mismatches.map((/** @type {any} */ each) => `${each.count} ${each.cause} (last ${each.lastTarget})`).join(', ');
  return html`<p>${causes ? html`<span class="mood bad"><i aria-hidden="true">✕</i> ${causes}</span>` : html`<span class="mood ok"><i aria-hidden="true">✓</i> all equal</span>`} <span class="soft">of ${number(found.compared)} answers compared with the application's own</span></p>`;
}

/** What it would bring beside what it brings. @param {any} phase */
function forecast(phase) {
  const found = phase.forecast;
  if (!found) {
    return nothing;
  }
  const saved = known(found.savedMillis) ? `, saves ${millis(found.savedMillis)} of ${millis(found.authMillis)}` : '';
  const measured = known(found.measuredHitRatio) ? html`<p>measured: ${percent(found.measuredHitRatio)} % answered${known(found.measuredSavedMillis) ? `, saves ${millis(found.measuredSavedMillis)}` : ''}</p>` : nothing;
  return html`<p title="from ${found.samples} calls">predicted: ${found.settled ? '' : 'at least '}${percent(found.hitRatio)} % answered${saved}</p>${measured}`;
}

/** @param {any} criterion @param {any} phase */
function criterion(criterion, phase) {
  const mixed = criterion.name === 'mean-latency' && phase.rollout < 100;
  const shown = (/** @type {number} */ value) => (criterion.unit === 'ratio' ? `${percent(value)} %` : millis(value));
  const [icon, , mood] = VERDICTS[/** @type {keyof typeof VERDICTS} */ (criterion.verdict)];
  return html`<li title=${criterion.detail}><span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${criterion.name.replaceAll('-', ' ')}</span>${mixed ? html` <span class="soft">with and without it</span>` : nothing}
    <b>${known(criterion.value) ? shown(criterion.value) : 'no data'}</b> <span class="soft">wanted ${criterion.wanted} ${shown(criterion.limit)}</span></li>`;
}

/** Whether the phase brings what it is there for. @param {any} phase */
function gate(phase) {
  const found = gateOf(phase);
  return found
    ? html`<h4>Gate ${gateMood(found)}</h4><ul class="criteria">${found.criteria.map((/** @type {any} */ each) => criterion(each, phase))}</ul>`
    : nothing;
}

/** @param {any} phase */
function shareChoice(phase) {
  const now = phase.enabled ? phase.rollout : 0;
  const shares = SHARES.includes(now) ? SHARES : [...SHARES, now].sort((a, b) => a - b);
  const locked = store.busy.has(phase.id) || !store.mayChange();
  return html`<fieldset class="segments share" aria-label="Rollout of ${phase.id}" ?disabled=${locked}>
    ${shares.map(
      (share) => html`<label><input type="radio" name="rollout-${phase.id}" value=${share} .checked=${now === share}
        @click=${(/** @type {Event} */ event) => choose(event, phase, share)}><span>${share} %</span></label>`,
    )}
  </fieldset>`;
}

/** The radio shows what the agent has confirmed, not what was asked for. @param {Event} event @param {any} phase @param {number} share */
function choose(event, phase, share) {
  if (share !== (phase.enabled ? phase.rollout : 0)) {
    event.preventDefault();
    setShare(phase, share);
  }
}

/** @param {any} phase */
function shadowButton(phase) {
  return phase.checks && !phase.enabled
    ? html`<button class="quiet" aria-pressed=${phase.shadow} ?disabled=${store.busy.has(phase.id) || !store.mayChange()} @click=${() => toggleShadow(phase)}>${phase.shadow ? 'End the shadow' : 'Try in shadow'}</button>`
    : nothing;
}

/** Why it was rolled back, and the way to that minute. @param {any} phase */
function rollbackReason(phase) {
  const { guard } = phase;
  if (guard.status !== 'rolled-back') {
    return nothing;
  }
  const last = guard.decisions.findLast((/** @type {any} */ each) => each.kind.includes('roll'));
  const at = last && seconds(last.at);
  return html`<p class="rollback"><b><i aria-hidden="true">✕</i> Rolled back${at ? html` ${clock(at, store.utc)} ${zone(store.utc)}, ${last.percent} % → 0 % (${last.actor})` : nothing}.</b> ${last?.sentence ?? guard.sentence}
    ${at ? html`<button class="quiet" @click=${() => showMinute(at)}>Charts at ${clock(at, store.utc, false)}</button>` : nothing}</p>`;
}

/** @param {number} at */
function showMinute(at) {
  store.zoomTo([at - 300, at + 120]);
  location.hash = link('overview');
}

/** Why there are no two sides to compare. @param {any} phase */
function noSides(phase) {
  if (!phase.enabled) {
    return 'Off: the application does all of it itself. At 10 % those calls are compared with the other 90 %.';
  }
  return phase.rollout === 100 ? 'All calls are treated, so there is no control side to compare with.' : 'Counting begins half a minute after a change, when the calls that had begun before it are over; then both sides stand here.';
}

/** @param {any} phase */
function judgment(phase) {
  const { guard } = phase;
  if (guard.status === 'rolled-back') {
    return html`${rollbackReason(phase)} ${sideBySide(guard)}`;
  }
  const sides = isJudged(phase) ? sideBySide(guard) : nothing;
  return html`
    ${isActive(guard) ? steps(guard) : nothing} ${isJudged(phase) ? rolloutState(guard) : nothing}
    ${sides === nothing ? html`<p class="soft">${noSides(phase)}</p>` : sides}
  `;
}

/** @param {any} phase */
function card(phase) {
  const [name, what] = title(phase);
  const age = duration(Math.max(0, Date.now() / 1000 - seconds(phase.changedAt)));
  return html`
    <li class="card full phase ${phase.guard.status === 'rolled-back' ? 'harmed' : ''}" id="item-${phase.id}" tabindex="-1" aria-labelledby="title-${phase.id}">
      <div class="what">
        <h3 id="title-${phase.id}">${phase.number} · ${name} <code>${phase.id}</code></h3>
        <p class="now">${state(phase)} <span class="soft">set by ${phase.changedBy} ${age} ago</span></p>
        ${shareChoice(phase)}
        <p class="plan">${buttons(phase)} ${shadowButton(phase)}</p>
      </div>
      <div class="judgment"><p>This phase ${what}.</p>${judgment(phase)} ${decisions(phase.guard)}</div>
      <div class="evidence">${gate(phase)} ${checks(phase)} ${forecast(phase)}</div>
    </li>
  `;
}

export function phases() {
  if (!store.phases) {
    return html`<p class="empty">The agent has not told its phases yet.</p>`;
  }
  const absent = store.phases.filter((phase) => !phase.available);
  return html`
    <p class="lead">A change holds from the application's next call on. Raising asks first; lowering never does.</p>
    <ul class="cards">${store.phases.filter((phase) => phase.available).map(card)}</ul>
    ${absent.length ? html`<p class="soft">Not in this version: ${absent.map((phase) => `${phase.number} · ${title(phase)[0]}`).join(', ')}.</p>` : nothing}
  `;
}
