// @ts-check
/** How the alerts stand, what fires first. */
import { html, nothing } from '../lib/lit-html/lit-html.js';
import { answerAlert } from '../actions.js';
import { clock, date, number, seconds, zone } from '../format.js';
import { store } from '../store.js';

const SILENCE_MINUTES = 60;
const STATES = {
  firing: ['✕', 'bad'],
  acknowledged: ['!', 'warn'],
  silenced: ['◌', 'soft'],
  pending: ['○', 'soft'],
  resolved: ['✓', 'ok'],
  ok: ['✓', 'ok'],
};

/** @param {any} alert */
function buttons(alert) {
  const locked = !store.mayChange();
  const silence = () => answerAlert(alert, 'silence', { minutes: SILENCE_MINUTES });
  return html`
    ${alert.state === 'firing' ? html`<button class="quiet" ?disabled=${locked} @click=${() => answerAlert(alert, 'ack')}>I see to it</button>` : nothing}
    ${alert.state === 'silenced'
      ? html`<button class="quiet" ?disabled=${locked} @click=${() => answerAlert(alert, 'unsilence')}>Let it be heard</button>`
      : html`<button class="quiet" ?disabled=${locked} @click=${silence}>Silence for an hour</button>`}
  `;
}

/** @param {any} alert */
function row(alert) {
  const [icon, mood] = STATES[/** @type {keyof typeof STATES} */ (alert.state)] ?? ['?', 'soft'];
  const since = seconds(alert.since);
  return html`
    <tr>
      <th scope="row">${alert.id} <span class="soft">${alert.severity}</span></th>
      <td><span class="mood ${mood}"><i aria-hidden="true">${icon}</i> ${alert.state}</span></td>
      <td class="method">${alert.text} <p class="why">fires when ${/[<>=]/.test(alert.rule) ? html`<code>${alert.rule}</code>` : alert.rule}${alert.acknowledgedBy ? ` · seen by ${alert.acknowledgedBy}` : ''}${alert.silencedUntil ? ` · silent until ${clock(seconds(alert.silencedUntil), store.utc)}` : ''}</p></td>
      <td data-label="since">${date(since, store.utc)} ${clock(since, store.utc)}</td>
      <td class="choices">${buttons(alert)}</td>
    </tr>
  `;
}

/** @param {any} webhook */
function delivery(webhook) {
  if (!webhook?.configured) {
    return 'no webhook is told';
  }
  const lost = webhook.lost ? html`, <span class="mood bad"><i aria-hidden="true">✕</i> ${number(webhook.lost)} lost</span>` : nothing;
  return html`webhook: ${number(webhook.delivered)} messages taken${lost}`;
}

export function rules() {
  const found = store.alerts;
  return html`
    <section class="card full" aria-labelledby="title-active">
      <div class="head"><h3 id="title-active">Alerts</h3><span class="note">${found ? html`${number(found.firing)} firing · ${delivery(found.webhook)}` : nothing}</span></div>
      ${found?.alerts.length
        ? html`<div class="scroll" tabindex="0" role="group" aria-labelledby="title-active"><table class="stack">
            <thead><tr><th scope="col">Alert</th><th scope="col">State</th><th scope="col">What was seen</th><th scope="col">Since (${zone(store.utc)})</th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
            <tbody>${found.alerts.map(row)}</tbody>
          </table></div>`
        : html`<p class="empty">${found ? 'There is no rule.' : 'Asking the agent …'}</p>`}
    </section>
  `;
}
