// @ts-check
/** What the page knows, and who wants to be told of changes. */
import { History } from './history.js';
import { address, asked, parse } from './route.js';

const RANGES = { '5m': 300, '15m': 900, '1h': 3600, '6h': 21_600, '24h': 86_400, '7d': 604_800 };
const KEPT_SECONDS = 3600;
const ROOT = new URL('..', import.meta.url);

function stored(/** @type {string} */ key, /** @type {string} */ otherwise) {
  try {
    return localStorage.getItem(`latchkey.${key}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function initialRange() {
  const wanted = asked('range') ?? '15m';
  return wanted in RANGES ? wanted : '15m';
}

/** A window that the address names. @returns {[number, number] | null} */
function initialZoom() {
  const from = Date.parse(asked('from') ?? '') / 1000;
  const to = Date.parse(asked('to') ?? '') / 1000;
  return from < to ? [from, to] : null;
}

/** @param {number} epochSeconds */
export function instant(epochSeconds) {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** The address of exactly what is shown. @param {[number, number] | null} window */
export function here(window) {
  const url = new URL(location.href);
  if (window) {
    url.searchParams.set('from', instant(window[0]));
    url.searchParams.set('to', instant(window[1]));
  }
  return url.href;
}

class Store {
  /** @type {(() => void)[]} */ #listeners = [];
  #scheduled = false;

  history = new History();
  /** What the agent has kept of a window that begins before this page's own hour. @type {any} */ past = null;
  /** @type {any} */ status = null;
  /** @type {any} */ summary = null;
  /** @type {any[] | null} */ phases = null;
  /** @type {any[] | null} */ gates = null;
  /** @type {any[] | null} */ targets = null;
  /** @type {{firing: number, alerts: any[], webhook: any} | null} */ alerts = null;
  /** @type {{benchmarks: any[], most: number, blockedBy: string | null} | null} */ benchmarks = null;
  /** The load whose figures are shown. @type {string | null} */ run = null;
  /** @type {any[] | null} */ caches = null;
  /** @type {any[] | null} */ pools = null;
  /** @type {{statements: any[], known: number} | null} */ statements = null;
  /** @type {any[] | null} */ advice = null;
  /** @type {{configured: boolean, linked: boolean, instances: any[]} | null} */ fleet = null;
  /** @type {any} */ discovery = null;
  /** @type {{on: boolean, fell: any, violations: number, lives: any[]} | null} */ coherence = null;
  /** @type {any[]} */ events = [];
  /** @type {any} */ session = null;
  /** @type {'connecting' | 'live' | 'polling' | 'lost'} */ connection = 'connecting';
  /** When the newest tick arrived, by this browser's clock. */ heardAt = 0;
  /** @type {Map<string, string>} one entry a cause */ problems = new Map();
  route = parse(location.hash);
  /** @type {Map<string, {state: 'loading' | 'ok' | 'missing' | 'error', body: any, message: string}>} what screens read beside the feed */ pages = new Map();
  paused = false;
  /** The window that was chosen by hand. @type {[number, number] | null} */ zoom = initialZoom();
  /** The newest second shown while paused. @type {number | null} */ frozenAt = null;
  range = initialRange();
  /** Whether targets are listed that wait for their class. */
  waitingShown = asked('targets') === 'all';
  /** @type {Record<string, string>} what lists are narrowed to, by list */ filters = { events: asked('events') ?? '', audit: asked('audit') ?? '', config: asked('config') ?? '', search: asked('find') ?? '' };
  utc = stored('time', 'utc') === 'utc';
  theme = stored('theme', 'auto');
  log = stored('scale', 'linear') === 'log';
  /** @type {any} the dialog that is open */ dialog = null;
  /** The event whose text is shown, with its chart. @type {string | null} */ openEvent = null;
  /** Whether all screens are listed, on a narrow page. */ menu = false;
  /** Whether single keys do something. */ keys = stored('keys', 'on') === 'on';
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
    this.zoom = null;
    address({ range, from: null, to: null });
    this.changed();
  }

  /** Shows one window; null follows the time again. @param {[number, number] | null} window */
  zoomTo(window) {
    this.zoom = window && [Math.floor(window[0]), Math.ceil(window[1])];
    address({ from: this.zoom && instant(this.zoom[0]), to: this.zoom && instant(this.zoom[1]) });
    this.changed();
  }

  /** @param {-1 | 1} direction */
  shift(direction) {
    const shown = this.window();
    if (shown) {
      const by = (direction * (shown[1] - shown[0])) / 2;
      const end = this.history.last() ?? shown[1];
      const to = Math.min(end, shown[1] + by);
      this.zoomTo([to - (shown[1] - shown[0]), to]);
    }
  }

  zoomOut() {
    const shown = this.zoom;
    const end = this.history.last();
    if (!shown || end === null) {
      return;
    }
    const half = (shown[1] - shown[0]) / 2;
    this.zoomTo(half * 4 >= this.rangeSeconds() ? null : [shown[0] - half, Math.min(end, shown[1] + half)]);
  }

  /** @param {string} list @param {string} value */
  filter(list, value) {
    this.filters[list] = value;
    address({ [list === 'search' ? 'find' : list]: value });
    this.changed();
  }

  toggleWaiting() {
    this.waitingShown = !this.waitingShown;
    address({ targets: this.waitingShown ? 'all' : null });
    this.changed();
  }

  toggleZone() {
    this.utc = !this.utc;
    this.keep('time', this.utc ? 'utc' : 'local');
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

  /** Seconds that one point stands for, so that a line of any window has a few hundred. */
  stepSeconds() {
    const span = this.zoom ? this.zoom[1] - this.zoom[0] : this.rangeSeconds();
    return this.isPast() ? (this.past?.stepSeconds ?? span / 360) : span <= 300 ? 1 : span <= 900 ? 5 : 20;
  }

  /** Whether the window begins before what this page keeps by itself. */
  isPast() {
    const from = this.window()?.[0];
    return from !== undefined && (this.zoom ? from < (this.history.times[0] ?? from) : this.rangeSeconds() > KEPT_SECONDS);
  }

  /** The columns of these series in the window. @param {string[]} ids @returns {(number | null)[][]} */
  columns(ids) {
    const [from, to] = this.window() ?? [0, 0];
    if (!this.isPast()) {
      return this.history.steps(ids, from, to, this.stepSeconds());
    }
    const { times = [], series = [], columns = [] } = this.past ?? {};
    return [times, ...ids.map((id) => columns[series.findIndex((/** @type {any} */ info) => info.id === id)] ?? times.map(() => null))];
  }

  /** The window that charts show. @returns {[number, number] | null} */
  window() {
    const to = this.frozenAt ?? this.history.last();
    return this.zoom ?? (to === null ? null : [to - this.rangeSeconds(), to]);
  }

  /** Whether a change can be tried: one who is not logged in is asked to do so first. */
  mayChange() {
    return !this.session?.readOnly && !(this.session?.authenticated && this.session.role === 'viewer');
  }

  /** Whether what only administrators may can be tried. */
  mayAdminister() {
    return this.mayChange() && !(this.session?.authenticated && this.session.role === 'operator');
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
