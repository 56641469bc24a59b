// @ts-check
/** Windows that begin before this page's own hour come from what the agent has kept, in one request for all charts. */
import { read } from './api.js';
import { store } from './store.js';

const METRICS = 'auth.*,cache.*,db.*,jvm.*,pool.*';
/** A window that follows the time is read anew when it has moved by a step, but not all the time. */
const SHORTEST_WAIT_SECONDS = 15;

let asked = '';

/** Reads the window that is shown, unless it is there already. */
export async function readPast() {
  const shown = store.isPast() ? store.window() : null;
  if (!shown) {
    asked = '';
    store.past = null;
    return;
  }
  const patience = Math.max(SHORTEST_WAIT_SECONDS, store.past?.stepSeconds ?? 0);
  const wanted = [shown[1] - shown[0], store.zoom ? shown[0] : Math.floor(shown[1] / patience)].join();
  if (wanted === asked) {
    return;
  }
  asked = wanted;
  try {
    const answer = await read(`api/v1/history?metric=${METRICS}&from=${Math.floor(shown[0])}&to=${Math.ceil(shown[1])}`);
    if (asked === wanted) {
      store.past = answer;
    }
    store.solved('history');
  } catch (failure) {
    store.past = null;
    const { status, message } = /** @type {any} */ (failure);
    store.problem('history', status === 404 ? 'This agent keeps no more than the last hour.' : `The history could not be read: ${message}.`);
  }
  store.changed();
}
