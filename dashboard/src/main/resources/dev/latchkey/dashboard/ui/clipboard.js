// @ts-check
/** Puts text where the person can paste it from; some browsers and plain addresses do not let a page do so. */
import { store } from './store.js';

/** @param {string} text @param {string} said @param {() => void} otherwise what to do where it is forbidden @param {string} where what to say then */
export async function copy(text, said, otherwise, where) {
  try {
    await navigator.clipboard.writeText(text);
    store.announcement = said;
  } catch {
    otherwise();
    store.announcement = `The browser does not let this page copy: ${where}.`;
  }
  store.changed();
}
