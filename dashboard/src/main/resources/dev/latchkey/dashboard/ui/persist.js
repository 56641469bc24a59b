// @ts-check
/** Writes what was switched at run time to the configuration file, after somebody saw which lines that changes. */
import { ApiProblem, changeTagged } from './api.js';
import { loadShown } from './pages.js';
import { store } from './store.js';

const PATH = 'api/v1/config/persist';
const STALE = 412;

/** @param {any} setting */
export function askToPersist(setting) {
  return preview([setting.key], '', '');
}

/** Shows what would become of the file now. @param {string[]} keys @param {string} reason @param {string} message */
async function preview(keys, reason, message) {
  try {
    const { body, etag } = await changeTagged('POST', `${PATH}?dry-run=true`, { keys });
    store.dialog = { kind: 'persist', keys, reason, etag, plan: body, message, busy: false };
    store.solved('persist');
  } catch (failure) {
    store.dialog = null;
    store.problem('persist', `${keys.join(', ')} cannot be written to the file: ${/** @type {Error} */ (failure).message}.`);
  }
  store.changed();
}

/** Writes what was shown, and nothing else. @param {any} dialog @param {string} reason */
export async function persist(dialog, reason) {
  store.dialog = { ...dialog, reason, busy: true, message: '' };
  store.changed();
  try {
    const { body } = await changeTagged('POST', PATH, { keys: dialog.keys, ...(reason ? { reason } : {}) }, dialog.etag ? { 'If-Match': dialog.etag } : {});
    store.dialog = null;
    store.announcement = `${body.file} was written.`;
    store.solved('persist');
    loadShown();
  } catch (failure) {
    if (failure instanceof ApiProblem && failure.status === STALE) {
      await preview(dialog.keys, reason, 'Somebody changed the file meanwhile, and nothing was written. This is what would be written now.');
    } else {
      store.dialog = { ...dialog, reason, busy: false, message: `Nothing was written: ${/** @type {Error} */ (failure).message}.` };
    }
  }
  store.changed();
}
