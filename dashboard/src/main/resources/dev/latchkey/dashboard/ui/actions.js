// @ts-check
/** Everything that changes the agent. Raising asks first and says whom it reaches; lowering never asks. */
import { ApiProblem, change, read } from './api.js';
import { known, number } from './format.js';
import { load, loadShown } from './pages.js';
import { store } from './store.js';

/** @param {any} phase @param {any} body */
function patch(phase, body) {
  return send(phase, 'PATCH', '', body);
}

/** @param {any} phase @param {string} method @param {string} path @param {any} body */
async function send(phase, method, path, body) {
  store.busy.add(phase.id);
  store.changed();
  try {
    const changed = await change(method, `api/v1/phases/${phase.id}${path}`, body, { 'If-Match': `"p-${phase.id}-${phase.version}"` });
    replace(changed);
    store.solved(`phase-${phase.id}`);
  } catch (failure) {
    tell(phase, failure);
  }
  store.busy.delete(phase.id);
  store.changed();
}

/** @param {any} phase @param {any} failure */
function tell(phase, failure) {
  if (failure instanceof ApiProblem && failure.status === 412) {
    const current = failure.problem.current;
    replace(current);
    const state = current.enabled ? `on for ${current.rollout} %` : 'off';
    store.problem(`phase-${phase.id}`, `Phase ${phase.id} was changed by ${current.changedBy} meanwhile and is ${state} now. Nothing was changed by you; look and repeat.`);
  } else {
    store.problem(`phase-${phase.id}`, `Phase ${phase.id}: ${failure.message}.`);
  }
}

/** @param {any} changed */
function replace(changed) {
  store.phases = (store.phases ?? []).map((phase) => (phase.id === changed.id && phase.version <= changed.version ? changed : phase));
}

/** @param {any} phase @param {number} percent */
function reach(phase, percent) {
  const rate = store.summary?.ratePerSecond;
  if (!known(rate) || rate === 0) {
    return `${percent} % of subjects are served by it from the next call on.`;
  }
  return `${percent} % of subjects: about ${number(Math.round((rate * percent) / 10) / 10)} of ${number(Math.round(rate * 10) / 10)} auth operations a second are served by it from the next call on.`;
}

/** @param {any} phase @param {any} body @param {string} title @param {number} percent */
function confirmRaise(phase, body, title, percent) {
  store.dialog = {
    kind: 'confirm',
    title,
    text: reach(phase, percent),
    action: title,
    askReason: true,
    run: (/** @type {string} */ reason) => patch(phase, reason ? { ...body, reason } : body),
  };
  store.changed();
}

/** Nothing is served in shadow, so nobody has to confirm it. @param {any} phase */
export function toggleShadow(phase) {
  patch(phase, { shadow: !phase.shadow });
}

/** Lets a phase serve this share of subjects; 0 turns it off. @param {any} phase @param {number} percent */
export function setShare(phase, percent) {
  if (percent === 0) {
    patch(phase, { enabled: false });
  } else if (!phase.enabled) {
    confirmRaise(phase, { enabled: true, rollout: percent }, `Turn ${phase.id} on at ${percent} %`, percent);
  } else if (percent > phase.rollout) {
    confirmRaise(phase, { rollout: percent }, `Raise ${phase.id} to ${percent} %`, percent);
  } else {
    patch(phase, { rollout: percent });
  }
}

/** Begins the plan that is configured. @param {any} phase */
export function beginPlan(phase) {
  store.dialog = {
    kind: 'confirm',
    title: `Begin a guarded rollout of ${phase.id}`,
    text: 'It begins with the first configured step, goes on to the next when this one is certainly not slower, and turns itself off when it does harm. You can pause it or roll it back at any time.',
    action: 'Begin',
    askReason: true,
    run: (/** @type {string} */ reason) => send(phase, 'POST', '/rollout', reason ? { reason } : {}),
  };
  store.changed();
}

/** Takes the next step before its time. @param {any} phase @param {number} percent */
export function advance(phase, percent) {
  store.dialog = {
    kind: 'confirm',
    title: `Raise ${phase.id} to ${percent} % now`,
    text: `${phase.guard.sentence} ${reach(phase, percent)}`,
    action: 'Next step',
    askReason: true,
    run: (/** @type {string} */ reason) => send(phase, 'POST', '/advance', reason ? { reason } : {}),
  };
  store.changed();
}

/** Neither pausing nor rolling back reaches anybody new, so nothing is asked. @param {any} phase @param {'pause' | 'rollback'} what */
export function holdBack(phase, what) {
  send(phase, 'POST', `/${what}`, {});
}

/** @param {any} phase */
export function resume(phase) {
  if (phase.guard.status === 'paused') {
    send(phase, 'POST', '/resume', {});
    return;
  }
  store.dialog = {
    kind: 'confirm',
    title: `Begin ${phase.id} again at ${phase.guard.plan[0]} %`,
    text: `It was rolled back: ${phase.guard.sentence}`,
    action: 'Begin again',
    askReason: true,
    run: (/** @type {string} */ reason) => send(phase, 'POST', '/resume', reason ? { reason } : {}),
  };
  store.changed();
}

export function allOff() {
  const on = (store.phases ?? []).filter((phase) => phase.enabled).map((phase) => phase.id);
  store.dialog = {
    kind: 'confirm',
    title: 'Turn every phase off',
    text: on.length
      ? `From the next call on nothing is served by ${on.join(" or ")}; the application does all work itself again. The agent goes on watching.`
      : 'No phase is on. This makes sure of it.',
    action: 'All off now',
    danger: true,
    askReason: true,
    run: async (/** @type {string} */ reason) => {
      try {
        store.phases = (await change('POST', 'api/v1/off', reason ? { reason } : {})).phases;
        store.solved('off');
      } catch (failure) {
        store.problem('off', `All off failed: ${/** @type {Error} */ (failure).message}.`);
      }
      store.changed();
    },
  };
  store.changed();
}

/** Asks what is to be dropped, and says before what that costs. @param {any} cache null for all caches */
export function invalidate(cache) {
  store.dialog = { kind: 'invalidate', cache, by: cache === null ? 'subject' : 'all', value: '', count: null };
  store.changed();
}

/** @param {any} dialog */
function dropped(dialog) {
  const path = dialog.cache ? `api/v1/caches/${dialog.cache.layer}` : 'api/v1/caches';
  return dialog.by === 'all' ? path : `${path}?${dialog.by}=${encodeURIComponent(dialog.value.trim())}`;
}

const TYPING_MILLIS = 350;
/** @type {ReturnType<typeof setTimeout> | undefined} */ let counting;

/** Asks how many entries would fall, once nobody types any more; one who is not logged in is not asked to for that. */
export function countDropped() {
  clearTimeout(counting);
  const dialog = store.dialog;
  if (dialog.count) {
    dialog.count = null;
    store.changed();
  }
  if (dialog.by !== 'all' && dialog.value.trim() && store.session?.authenticated) {
    counting = setTimeout(() => count(dialog), TYPING_MILLIS);
  }
}

/** @param {any} dialog */
async function count(dialog) {
  const asked = dropped(dialog);
  let found;
  try {
    found = { removed: (await change('DELETE', `${asked}&dry-run=true`)).wouldRemove };
  } catch (failure) {
    found = { message: /** @type {Error} */ (failure).message };
  }
  if (store.dialog?.kind === 'invalidate' && dropped(store.dialog) === asked) {
    store.dialog.count = found;
    store.changed();
  }
}

/** @param {any} dialog */
export async function drop(dialog) {
  store.dialog = null;
  store.changed();
  try {
    const { removed } = await change('DELETE', dropped(dialog));
    store.announcement = `${number(removed)} entries were dropped.`;
    store.solved('drop');
  } catch (failure) {
    store.problem('drop', `Nothing was dropped: ${/** @type {Error} */ (failure).message}.`);
  }
  store.changed();
}

export function addTarget() {
  store.dialog = { kind: 'target', message: '' };
  store.changed();
}

/** @param {any} dialog @param {Record<string, string>} item */
export async function weave(dialog, item) {
  try {
    await change('POST', 'api/v1/targets', item);
    store.dialog = null;
    store.announcement = `Target ${item.name} is there.`;
  } catch (failure) {
    store.dialog = { ...dialog, item, message: /** @type {Error} */ (failure).message };
  }
  store.changed();
}

/** Adds what was found as a target that is timed and nothing else. @param {any} found */
export async function addProposal(found) {
  try {
    await change('POST', 'api/v1/targets', { name: found.name, layer: found.layer, role: 'time', class: found.class, method: found.method });
    store.targets = (await read('api/v1/targets')).targets;
    store.announcement = `Target ${found.name} is there.`;
    store.solved('discovery');
  } catch (failure) {
    store.problem('discovery', `${found.name} was not added: ${/** @type {Error} */ (failure).message}.`);
  }
  store.changed();
}

export function startDiscovery() {
  return discover('start');
}

export function stopDiscovery() {
  return discover('stop');
}

/** @param {'start' | 'stop'} what */
async function discover(what) {
  try {
    store.discovery = await change('POST', `api/v1/discovery/${what}`);
    store.solved('discovery');
  } catch (failure) {
    store.problem('discovery', `Discovery: ${/** @type {Error} */ (failure).message}.`);
  }
  store.changed();
}

/** Puts the configuration file in force without waiting until its change is noticed. */
export async function reloadConfig() {
  try {
    const { state } = await change('POST', 'api/v1/config/reload');
    store.announcement = state === 'same' ? 'The file was read; all of it is in force.' : 'The file was read; what differs still is listed.';
    store.solved('config');
  } catch (failure) {
    store.problem('config', `The file was not put in force: ${/** @type {Error} */ (failure).message}.`);
  }
  loadShown();
  store.changed();
}

export function orderBenchmark() {
  store.dialog = { kind: 'load', message: '' };
  store.changed();
}

/** @param {any} dialog @param {FormData} form */
export async function beginBenchmark(dialog, form) {
  const whole = (/** @type {string} */ name) => Number(form.get(name));
  const item = { target: form.get('target'), scenarios: form.getAll('scenarios'), seconds: whole('seconds'), repetitions: whole('repetitions'), maxPerSecond: whole('maxPerSecond') };
  try {
    store.run = (await change('POST', 'api/v1/benchmarks', { ...item, tokens: form.get('tokens') })).id;
    store.benchmarks = await read('api/v1/benchmarks');
    store.dialog = null;
    store.announcement = 'The load has begun.';
    store.solved('load');
  } catch (failure) {
    store.dialog = { ...dialog, item, message: /** @type {Error} */ (failure).message };
  }
  store.changed();
}

/** Ending a load reaches nobody new, so nothing is asked. @param {any} run */
export async function abortBenchmark(run) {
  try {
    await change('DELETE', `api/v1/benchmarks/${encodeURIComponent(run.id)}`);
    store.benchmarks = await read('api/v1/benchmarks');
    store.solved('load');
  } catch (failure) {
    store.problem('load', `${run.id} was not ended: ${/** @type {Error} */ (failure).message}.`);
  }
  store.changed();
}

/** @param {any} run */
export async function keepBenchmark(run) {
  const name = `${run.id}-${new Date(run.startedAt).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}`;
  try {
    const { result } = await read(`api/v1/benchmarks/${encodeURIComponent(run.id)}`);
    await change('POST', 'api/v1/baselines', { name, result });
    await load('api/v1/compare');
    await load('api/v1/baselines');
    store.announcement = `Kept as ${name}.`;
    store.solved('baselines');
  } catch (failure) {
    store.problem('baselines', `The baseline was not kept: ${/** @type {Error} */ (failure).message}.`);
  }
  store.changed();
}

/** @param {any} target */
export function removeTarget(target) {
  store.dialog = {
    kind: 'confirm',
    title: `Remove target ${target.name}`,
    text: `${target.class} is no longer measured; the application's code is as it was. Its figures are gone.`,
    action: 'Remove',
    run: async () => {
      try {
        await change('DELETE', `api/v1/targets/${encodeURIComponent(target.name)}`);
        store.solved('target');
      } catch (failure) {
        store.problem('target', `The target was not removed: ${/** @type {Error} */ (failure).message}.`);
      }
    },
  };
  store.changed();
}

/** @param {any} alert @param {'ack' | 'silence' | 'unsilence'} what @param {any} [body] */
export async function answerAlert(alert, what, body = {}) {
  try {
    await change('POST', `api/v1/alerts/${encodeURIComponent(alert.id)}/${what}`, body);
    store.alerts = await read('api/v1/alerts');
    store.solved('alert');
  } catch (failure) {
    store.problem('alert', `Alert ${alert.id}: ${/** @type {Error} */ (failure).message}.`);
  }
  store.changed();
}

/** @param {any} advice @param {boolean} useful */
export async function judge(advice, useful) {
  try {
    const judged = await change('PUT', `api/v1/database/advice/${advice.id}/judgment`, { useful });
    const all = (store.advice ?? []).map((each) => (each.id === judged.id ? judged : each));
    store.advice = [...all.filter((each) => each.useful !== false), ...all.filter((each) => each.useful === false)];
    store.announcement = useful ? 'Noted as useful.' : 'Noted as not useful; shown last.';
    store.solved('judge');
  } catch (failure) {
    store.problem('judge', `The judgment was not noted: ${/** @type {Error} */ (failure).message}.`);
  }
  store.changed();
}
