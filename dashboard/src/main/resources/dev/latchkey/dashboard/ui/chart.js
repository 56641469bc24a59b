// @ts-check
/** One uPlot chart that stays in place for as long as the page does; only its data change. */
import uPlot from './lib/uplot/uPlot.esm.js';
import { clock, date, zone } from './format.js';
import { store } from './store.js';

/**
 * @typedef {object} Line
 * @property {string} id of the series
 * @property {string} label
 * @property {string} color name of a custom property
 * @property {number[]} [dash]
 * @property {string} [fill] name of a custom property
 */

/** Fewer seconds make no line. */
const MIN_WINDOW = 10;
const LABEL_HEIGHT = 13;
const LABEL_SPACE = 82;
/** Some people forbid pages to draw; the sentence below a chart and its table remain. */
const CANVAS = document.createElement('canvas').getContext('2d') !== null;
const sync = uPlot.sync('latchkey');

const DARK = matchMedia('(prefers-color-scheme: dark)');
const FORCED = matchMedia('(forced-colors: active)');

/** @type {HTMLElement | null} */ let probe = null;
/** Colors that were looked up. Each look-up makes the browser compute styles; they change with the look alone. @type {Map<string, string>} */
const colors = new Map();
let colorsOf = '';

/** What colors depend on. */
function look() {
  return [store.theme, DARK.matches, FORCED.matches].join();
}

/** Canvas knows no custom properties, and a computed one is not resolved; a real color is. @param {string} name */
export function color(name) {
  const now = look();
  if (colorsOf !== now) {
    colorsOf = now;
    colors.clear();
  }
  const known = colors.get(name);
  if (known) {
    return known;
  }
  if (!probe) {
    probe = document.createElement('span');
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = `var(${name})`;
  const found = getComputedStyle(probe).color;
  colors.set(name, found);
  return found;
}

/** Nobody sees a chart beyond the edge; it is drawn when it comes near. @type {WeakMap<Element, Chart>} */
const hosts = new WeakMap();
const sight = new IntersectionObserver(
  (entries) =>
    entries.forEach((entry) => {
      const chart = hosts.get(entry.target);
      if (chart && chart.seen !== entry.isIntersecting) {
        chart.seen = entry.isIntersecting;
        store.changed();
      }
    }),
  { rootMargin: '150px' },
);
/** To ask an element for its width makes the browser lay the page out; being told of it does not. */
const widths = new ResizeObserver((entries) =>
  entries.forEach((entry) => {
    const chart = hosts.get(entry.target);
    if (chart) {
      chart.width = Math.round(entry.contentRect.width);
      store.changed();
    }
  }),
);

export class Chart {
  /**
   * @param {string} name
   * @param {Line[]} lines
   * @param {{height: number, format: (value: number) => string, max?: number, log?: () => boolean, labelSpace?: number}} options
   */
  constructor(name, lines, options) {
    this.name = name;
    this.lines = lines;
    this.options = options;
    /** @type {any} */ this.plot = null;
    /** @type {HTMLElement | null} */ this.host = null;
    this.look = '';
    this.width = 0;
    /** Whether it is on the screen, or nearly. */ this.seen = true;
    /** @type {number | null} */ this.cursor = null;
    /** Where a window chosen by keyboard begins. @type {number | null} */ this.anchor = null;
  }

  /** Draws the window that the store shows; makes the chart when it or its look is new. */
  update() {
    const host = document.getElementById(`plot-${this.name}`);
    const shown = store.window();
    if (this.host !== host) {
      this.#moveTo(host);
    }
    if (!shown || !host || this.width === 0 || !(this.seen || this.isEmpty()) || !CANVAS) {
      return;
    }
    const wanted = [look(), store.utc, this.options.log?.()].join();
    if (!this.plot || wanted !== this.look) {
      this.#make(host, wanted);
    } else if (this.plot.width !== this.width) {
      this.plot.setSize({ width: this.width, height: this.options.height });
    }
    this.plot.setData(this.data());
  }

  /** Whether it shows no value yet; then it is drawn wherever it is, so that it is there on paper too. */
  isEmpty() {
    return !this.plot || this.plot.data.slice(1).every((/** @type {(number | null)[]} */ column) => column.every(isGap));
  }

  /** @param {HTMLElement | null} host the element that it is drawn in from now on */
  #moveTo(host) {
    this.plot?.destroy();
    this.plot = null;
    if (this.host) {
      sight.unobserve(this.host);
      widths.unobserve(this.host);
    }
    this.host = host;
    this.seen = true;
    this.width = host?.clientWidth ?? 0;
    if (host) {
      hosts.set(host, this);
      sight.observe(host);
      widths.observe(host);
    }
  }

  data() {
    return store.columns(this.lines.map((line) => line.id));
  }

  /** @param {HTMLElement} host @param {string} wanted */
  #make(host, wanted) {
    this.plot?.destroy();
    this.look = wanted;
    const log = this.options.log?.() ?? false;
    const axis = {
      stroke: color('--ink-soft'),
      font: '11px system-ui, sans-serif',
      grid: { stroke: color('--grid'), width: 1 },
      ticks: { stroke: color('--grid'), width: 1, size: 4 },
    };
    this.plot = new uPlot(
      {
        width: this.width,
        height: this.options.height,
        padding: [6, this.options.labelSpace ?? LABEL_SPACE, 0, 0],
        legend: { show: false },
        cursor: { sync: { key: sync.key }, drag: { x: true, y: false, setScale: false }, y: false, points: { size: 6 }, bind: { dblclick: () => () => store.zoomOut() } },
        scales: {
          x: { time: true, range: () => store.window() ?? [0, 1] },
          y: log
            ? { distr: 3, range: (/** @type {any} */ u, /** @type {number} */ min, /** @type {number} */ max) => logRange(min, max) }
            : { range: (/** @type {any} */ u, /** @type {number} */ min, /** @type {number} */ max) => [0, this.options.max ?? nice(max)] },
        },
        axes: [
          {
            ...axis,
            space: 70,
            size: 26,
            values: (/** @type {any} */ u, /** @type {number[]} */ splits) => splits.map((at) => moment(at)),
          },
          {
            ...axis,
            size: 58,
            space: 28,
            values: (/** @type {any} */ u, /** @type {(number | null)[]} */ splits) => splits.map((value) => (value === null ? '' : this.options.format(value))),
          },
        ],
        series: [
          {},
          ...this.lines.map((line) => ({
            label: line.label,
            stroke: color(line.color),
            width: 1.6,
            dash: line.dash,
            fill: line.fill ? color(line.fill) : undefined,
            spanGaps: false,
            points: { show: false, size: 4, width: 0, fill: color(line.color), filter: (/** @type {any} */ u, /** @type {number} */ index) => lone(u.data[index]) },
          })),
        ],
        hooks: {
          draw: [(/** @type {any} */ u) => this.#label(u)],
          setCursor: [(/** @type {any} */ u) => this.#read(u)],
          setSelect: [(/** @type {any} */ u) => this.#selected(u)],
        },
      },
      this.data(),
      host,
    );
  }

  /** Names each line where it ends, so that no color has to be looked up. @param {any} u */
  #label(u) {
    const ratio = devicePixelRatio;
    const labels = this.lines
      .map((line, index) => ({ line, value: lastKnown(u.data[index + 1]) }))
      .filter((label) => label.value !== null)
      .map((label) => ({ ...label, y: u.valToPos(label.value, 'y', true) }))
      .sort((a, b) => a.y - b.y);
    const top = u.bbox.top + 4 * ratio;
    const bottom = u.bbox.top + u.bbox.height - 4 * ratio;
    labels.forEach((label, index) => {
      const free = index === 0 ? top : labels[index - 1].y + LABEL_HEIGHT * ratio;
      label.y = Math.max(free, Math.min(label.y, bottom - (labels.length - 1 - index) * LABEL_HEIGHT * ratio));
    });
    const { ctx } = u;
    ctx.save();
    ctx.font = `600 ${11 * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    for (const label of labels) {
      ctx.fillStyle = color(label.line.color);
      const text = `${label.line.label} ${this.options.format(/** @type {number} */ (label.value))}`;
      ctx.fillText(text.trim(), u.bbox.left + u.bbox.width + 6 * ratio, label.y);
    }
    ctx.restore();
  }

  /** @param {any} u */
  #read(u) {
    this.cursor = u.cursor.idx ?? null;
    const out = document.getElementById(`read-${this.name}`);
    if (out) {
      out.textContent = this.reading(this.cursor);
    }
  }

  /** The figures of one second as a sentence. @param {number | null} index */
  reading(index) {
    if (index === null || !this.plot || this.plot.data[0][index] === undefined) {
      return '';
    }
    const figures = this.lines.map((line, column) => {
      const value = this.plot.data[column + 1][index];
      return `${line.label} ${value === null || value === undefined ? 'no data' : this.options.format(value)}`;
    });
    return `${clock(this.plot.data[0][index], store.utc)} ${zone(store.utc)}  ${figures.join('  ')}`;
  }

  /** A window that was drawn with the pointer. @param {any} u */
  #selected(u) {
    const { left, width } = u.select;
    if (width < 6 || this.anchor !== null) {
      return;
    }
    const window = /** @type {[number, number]} */ ([u.posToVal(left, 'x'), u.posToVal(left + width, 'x')]);
    u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    if (window[1] - window[0] >= MIN_WINDOW) {
      store.zoomTo(window);
    }
  }

  /** Moves the crosshair by keyboard and announces the reading; Shift chooses a window, Enter zooms into it. @param {KeyboardEvent} event */
  key(event) {
    if (event.key === 'Enter' && this.anchor !== null && this.cursor !== null) {
      this.#zoomToAnchor();
      return;
    }
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -Infinity, End: Infinity };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step === undefined || !this.plot) {
      return;
    }
    event.preventDefault();
    const last = this.plot.data[0].length - 1;
    const from = this.cursor ?? last;
    const index = Math.max(0, Math.min(last, from + step));
    this.anchor = event.shiftKey ? (this.anchor ?? this.plot.data[0][from]) : null;
    this.plot.setCursor({ left: this.plot.valToPos(this.plot.data[0][index], 'x'), top: 10 });
    this.#showAnchor(index);
    const spoken = document.getElementById(`spoken-${this.name}`);
    if (spoken) {
      spoken.textContent = `${this.reading(index)}${this.anchor === null ? '' : `, chosen since ${clock(this.anchor, store.utc)}`}`;
    }
  }

  /** @param {number} index */
  #showAnchor(index) {
    const { plot, anchor } = this;
    const [a, b] = anchor === null ? [0, 0] : [plot.valToPos(anchor, 'x'), plot.valToPos(plot.data[0][index], 'x')].sort((one, other) => one - other);
    plot.setSelect({ left: a, width: b - a, top: 0, height: anchor === null ? 0 : plot.over.clientHeight }, false);
  }

  #zoomToAnchor() {
    const to = this.plot.data[0][/** @type {number} */ (this.cursor)];
    const window = /** @type {[number, number]} */ ([Math.min(to, this.anchor ?? to), Math.max(to, this.anchor ?? to)]);
    this.anchor = null;
    this.#showAnchor(0);
    if (window[1] - window[0] >= MIN_WINDOW) {
      store.zoomTo(window);
    }
  }

  /** Where a second lies, in pixels from the chart's left edge. @param {number} at @returns {number | null} */
  position(at) {
    const shown = store.window();
    if (!this.plot || !shown || at < shown[0] || at > shown[1]) {
      return null;
    }
    const { left, width } = this.plot.bbox;
    return (left + ((at - shown[0]) / (shown[1] - shown[0])) * width) / devicePixelRatio;
  }
}

/** A day has to be named once a window is longer than one. @param {number} at */
function moment(at) {
  const [from, to] = store.window() ?? [0, 0];
  return to - from > 90_000 ? `${date(at, store.utc).slice(5)} ${clock(at, store.utc, false)}` : clock(at, store.utc, store.stepSeconds() === 1);
}

/** Where a value stands between gaps: no line leads to it, and without a point nobody sees it. @param {(number | null)[]} values */
function lone(values) {
  /** @type {number[]} */ const found = [];
  for (let at = 0; at < values.length; at++) {
    if (isGap(values[at - 1]) && !isGap(values[at]) && isGap(values[at + 1])) {
      found.push(at);
    }
  }
  return found.length ? found : null;
}

/** @param {number | null | undefined} value */
function isGap(value) {
  return value === null || value === undefined;
}

/** @param {(number | null)[]} values */
function lastKnown(values) {
  for (let index = values.length - 1; index >= 0 && index >= values.length - 3; index--) {
    if (values[index] !== null && values[index] !== undefined) {
      return values[index];
    }
  }
  return null;
}

/** A scale that ends at a round figure changes seldom, so a chart does not jump with every tick. @param {number} max */
function nice(max) {
  if (!(max > 0)) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(max));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => max * 1.04 <= factor * power);
  return (step ?? 10) * power;
}

/** @param {number} min @param {number} max */
function logRange(min, max) {
  if (!(max > 0)) {
    return [0.1, 10];
  }
  const low = 10 ** Math.floor(Math.log10(Math.max(min, max / 10_000)));
  return [low, Math.max(10 ** Math.ceil(Math.log10(max)), low * 10)];
}
