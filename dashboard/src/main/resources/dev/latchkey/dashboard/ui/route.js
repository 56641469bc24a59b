// @ts-check
/** Which screen is shown. The address holds the screen after its #, and range and filters in its query. */

/** @type {[id: string, label: string, key: string][]} */
export const SCREENS = [
  ['overview', 'Overview', 'o'],
  ['phases', 'Phases', 'p'],
  ['layers', 'Layers', 'l'],
  ['discovery', 'Discovery', 'd'],
  ['database', 'Database', 'b'],
  ['alerts', 'Alerts & history', 'a'],
  ['benchmarks', 'Benchmarks', 'm'],
  ['system', 'System', 's'],
  ['config', 'Config', 'c'],
  ['audit', 'Audit', 'u'],
];

/** @param {string} hash @returns {{screen: string, item: string}} */
export function parse(hash) {
  const [screen, item = ''] = hash.replace(/^#\/?/, '').split('/');
  return SCREENS.some(([id]) => id === screen) ? { screen, item: decode(item) } : { screen: 'overview', item: '' };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** @param {string} screen @param {string} [item] */
export function link(screen, item) {
  return item ? `#/${screen}/${encodeURIComponent(item)}` : `#/${screen}`;
}

/** @param {string} screen @param {string} [item] */
export function go(screen, item) {
  location.hash = link(screen, item);
}

/** A choice that is part of the address. @param {string} key */
export function asked(key) {
  return new URLSearchParams(location.search).get(key);
}

/** Puts choices into the address, so that a link or a reload shows the same; null takes one out. @param {Record<string, string | null>} choices */
export function address(choices) {
  const url = new URL(location.href);
  for (const [key, value] of Object.entries(choices)) {
    if (value === null || value === '') {
      url.searchParams.delete(key);
    } else {
      url.searchParams.set(key, value);
    }
  }
  history.replaceState(null, '', url);
}
