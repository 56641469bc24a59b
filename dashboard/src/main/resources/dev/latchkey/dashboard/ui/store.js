// @ts-check
/** What the page knows, and who wants to be told of changes. */
import { History } from './history.js';

/** Seconds that one point stands for, so that a line of any range has a few hundred. */
const STEPS = { '5m': 1, '15m': 5, '1h': 20 };
const RANGES = { '5m': 300, '15m': 900, '1h': 3600 };
const ROOT = new URL('..', import.meta.url);

function stored(/** @type {string} */ key, /** @type {string} */ otherwise) {
  try {
    return localStorage.getItem(`latchkey.${key}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function initialRange() {
  const asked = new URLSearchParams(location.search).get('range') ?? '15m';
  return asked in RANGES ? asked : '15m';
}

/** Puts a choice into the page's address, so that a link or a reload shows the same. @param {string} key @param {string | null} value */
function address(key, value) {
  const url = new URL(location.href);
  if (value === null) {
    url.searchParams.delete(key);
  } else {
    url.searchParams.set(key, value);
  }
  history.replaceState(null, '', url);
}

class Store {
  /** @type {(() => void)[]} */ #listeners = [];
  #scheduled = false;

  history = new History();
  /** @type {any} */ status = null;
  /** @type {any} */ summary = null;
  /** @type {any[] | null} */ phases = null;
  /** @type {any[] | null} */ gates = null;
  /** @type {any[] | null} */ targets = null;
  /** @type {any[] | null} */ caches = null;
  /** @type {any[] | null} */ pools = null;
  /** @type {{statements: any[], known: number} | null} */ statements = null;
  /** @type {any[] | null} */ advice = null;
  /** @type {{configured: boolean, linked: boolean, instances: any[]} | null} */ fleet = null;
  /** @type {{on: boolean, fell: any, violations: number, lives: any[]} | null} */ coherence = null;
  /** @type {any[]} */ events = [];
  /** @type {any} */ session = null;
  /** @type {'connecting' | 'live' | 'polling' | 'lost'} */ connection = 'connecting';
  /** When the newest tick arrived, by this browser's clock. */ heardAt = 0;
  /** @type {Map<string, string>} one entry a cause */ problems = new Map();
  paused = false;
  /** The newest second shown while paused. @type {number | null} */ frozenAt = null;
  range = initialRange();
  /** Whether targets are listed that wait for their class. */
  waitingShown = new URLSearchParams(location.search).get('targets') === 'all';
  utc = stored('time', 'utc') === 'utc';
  theme = stored('theme', 'auto');
  log = stored('scale', 'linear') === 'log';
  /** @type {any} the dialog that is open */ dialog = null;
  /** @type {number | null} */ openEvent = null;
  /** @type {Set<string>} charts whose table is shown */ tables = new Set();
  /** @type {Set<string>} findings whose reasons are shown */ reasons = new Set();
  /** @type {Set<string>} phases with a change under way */ busy = new Set();
  announcement = '';

  /** @param {() => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** Tells of a change once per frame, however many there are. */
  changed() {
    if (!this.#scheduled && !document.hidden) {
      this.#scheduled = true;
      requestAnimationFrame(() => {
        this.#scheduled = false;
        this.#listeners.forEach((listener) => listener());
      });
    }
  }

  /** @param {string} key @param {string} value */
  keep(key, value) {
    try {
      localStorage.setItem(`latchkey.${key}`, value);
    } catch {
      // Private windows keep nothing; the choice holds while the page is open.
    }
  }

  /** @param {string} range */
  chooseRange(range) {
    this.range = range;
    address('range', range);
    this.changed();
  }

  toggleWaiting() {
    this.waitingShown = !this.waitingShown;
    address('targets', this.waitingShown ? 'all' : null);
    this.changed();
  }

  togglePause() {
    this.paused = !this.paused;
    this.frozenAt = this.paused ? this.history.last() : null;
    this.changed();
  }

  /** @param {string} cause @param {string} text */
  problem(cause, text) {
    this.problems.set(cause, text);
    this.changed();
  }

  /** @param {string} cause */
  solved(cause) {
    if (this.problems.delete(cause)) {
      this.changed();
    }
  }

  /** @param {any} event */
  addEvent(event) {
    if (!this.events.some((known) => known.id === event.id)) {
      this.events = [...this.events, event].sort((a, b) => a.id - b.id).slice(-200);
    }
  }

  rangeSeconds() {
    return RANGES[/** @type {keyof typeof RANGES} */ (this.range)];
  }

  stepSeconds() {
    return STEPS[/** @type {keyof typeof STEPS} */ (this.range)];
  }

  /** The window that charts show. @returns {[number, number] | null} */
  window() {
    const to = this.frozenAt ?? this.history.last();
    return to === null ? null : [to - this.rangeSeconds(), to];
  }

  /** Seconds since the newest tick came, by this browser's clock. */
  age() {
    return this.heardAt === 0 ? 0 : (performance.now() - this.heardAt) / 1000;
  }

  stale() {
    return this.heardAt > 0 && this.age() > 3;
  }
}

export const store = new Store();
export const ranges = Object.keys(RANGES);
/** Where the agent's resources begin, whatever path the page was opened at. */
export const root = ROOT;
