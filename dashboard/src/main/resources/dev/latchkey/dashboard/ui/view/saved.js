// @ts-check
/** What the phases spare now: measured against calls that go without, never guessed. */
import { html } from '../lib/lit-html/lit-html.js';
import { known, millis, number } from '../format.js';
import { store } from '../store.js';
import { figure } from './figure.js';

/** The phase whose sides are compared with the most calls. */
function compared() {
  return (store.phases ?? [])
    .filter((phase) => phase.enabled && phase.guard.controlSamples > 0)
    .map((phase) => ({ phase, test: phase.guard.tests.find((/** @type {any} */ test) => test.test === 'mean') }))
    .filter((each) => known(each.test?.ratio))
    .sort((a, b) => b.phase.guard.treatedSamples - a.phase.guard.treatedSamples)[0];
}

/** @param {any} phase @param {any} test */
function againstControl(phase, test) {
  const { treatedSamples, controlSamples } = phase.guard;
  const spared = test.controlMillis - test.treatedMillis;
  const rate = (store.summary?.ratePerSecond ?? 0) * (treatedSamples / (treatedSamples + controlSamples));
  const range = `${number(test.controlMillis * (1 - test.high))} to ${millis(test.controlMillis * (1 - test.low))}`;
  return [
    html`<span class=${spared < 0 ? 'loss' : ''}>${figure(spared, number, { unit: 'ms/call' })}</span>`,
    html`<span title="${number((spared * rate) / 1000)} s of waiting spared each second: mean of ${number(controlSamples)} calls without ${phase.id} less that of ${number(treatedSamples)} with it">${phase.id}: ${range}</span>`,
  ];
}

/** @returns {[value: any, detail: any]} */
export function saved() {
  const found = compared();
  if (found && known(found.test.high) && found.test.low > 0) {
    return /** @type {[any, any]} */ (againstControl(found.phase, found.test));
  }
  if (found) {
    const { treatedSamples, controlSamples } = found.phase.guard;
    const fewer = treatedSamples < controlSamples ? `${number(treatedSamples)} treated` : `${number(controlSamples)} control`;
    return [figure(null, number), html`<span title="${found.phase.id}: ${number(treatedSamples)} treated and ${number(controlSamples)} control calls are too few to tell">${fewer} calls, too few</span>`];
  }
  const baseline = (store.phases ?? []).find((phase) => phase.enabled && known(phase.forecast?.measuredSavedMillis));
  if (baseline) {
    return [figure(baseline.forecast.measuredSavedMillis, number, { unit: 'ms/call' }), `${baseline.id}: against the stored baseline`];
  }
  const on = (store.phases ?? []).filter((phase) => phase.enabled);
  const partial = on.find((phase) => phase.rollout > 0 && phase.rollout < 100);
  if (partial) {
    return [figure(null, number), `${partial.id}: no calls to compare yet`];
  }
  return [figure(null, number, { inapplicable: store.phases !== null }), on.length ? 'no call goes without it' : 'no phase is on'];
}
