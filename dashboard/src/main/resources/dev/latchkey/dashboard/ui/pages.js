// @ts-check
/** What a screen reads beside the feed: once when it is opened, and again when something happened. */
import { read } from './api.js';
import { store } from './store.js';

/** Paths by screen. @type {Record<string, string[]>} */
const NEEDS = {
  overview: ['api/v1/operations/slowest'],
  benchmarks: ['api/v1/baselines', 'api/v1/compare'],
  config: ['api/v1/config', 'api/v1/config/file'],
  audit: ['api/v1/audit?limit=500'],
};
const SETTLE_MILLIS = 400;
const RETRY_MILLIS = 2000;

/** @type {ReturnType<typeof setTimeout> | undefined} */ let timer;
/** @type {Map<string, ReturnType<typeof setTimeout>>} questions to repeat, by path */ const again = new Map();

/** @param {string} path */
export function page(path) {
  return store.pages.get(path) ?? { state: 'loading', body: null, message: '' };
}

/** @param {string} path */
export async function load(path) {
  try {
    store.pages.set(path, { state: 'ok', body: await read(path), message: '' });
  } catch (failure) {
    const { status, message } = /** @type {any} */ (failure);
    if (status === 0) {
      // A broken line is told once, in the header; what was shown stays until the line is back.
      clearTimeout(again.get(path));
      again.set(path, setTimeout(() => load(path), RETRY_MILLIS));
    } else {
      store.pages.set(path, { state: status === 404 ? 'missing' : 'error', body: page(path).body, message });
    }
  }
  store.changed();
}

/** Reads anew what the screen shown needs, after events that come together have all come. @param {number} [wait] */
export function loadShown(wait = 0) {
  clearTimeout(timer);
  timer = setTimeout(() => (NEEDS[store.route.screen] ?? []).forEach(load), wait);
}

export function somethingHappened() {
  loadShown(SETTLE_MILLIS);
}
