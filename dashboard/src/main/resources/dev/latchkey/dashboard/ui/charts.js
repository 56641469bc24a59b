// @ts-check
/** Line charts: one linked crosshair, event markers, gaps where there is no data, a text summary and a table. */
import uPlot from "./lib/uplot/uPlot.esm.js";
import { clock } from "./format.js";

const crosshair = uPlot.sync("latchkey");

/** @param {string} name */
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @typedef {{id: string, label: string, color: string, dash?: number[]}} Line */
/** @typedef {{at: number, severity: string, text: string}} Marker */

export class Chart {
  /**
   * @param {HTMLElement} host
   * @param {{lines: Line[], format: (v: number|null) => string, log?: boolean, max?: number}} options
   */
  constructor(host, options) {
    this.host = host;
    this.options = options;
    this.log = false;
    this.utc = true;
    /** @type {Marker[]} */
    this.markers = [];
    /** @type {any} */
    this.plot = null;
    /** @type {any} */
    this.data = [[], ...options.lines.map(() => [])];
    new ResizeObserver(() => this.resize()).observe(host);
  }

  /** @param {any} data @param {Marker[]} markers @param {{log: boolean, utc: boolean}} view */
  show(data, markers, view) {
    this.data = data;
    this.markers = markers;
    this.utc = view.utc;
    if (!this.plot || this.log !== (view.log && !!this.options.log)) {
      this.log = view.log && !!this.options.log;
      this.build();
    } else {
      this.plot.setData(data);
    }
  }

  /** Colours live in the style sheet; a canvas has to be told when they change. */
  build() {
    this.plot?.destroy();
    const width = this.host.clientWidth || 300;
    const ink = css("--muted");
    const grid = { stroke: css("--line"), width: 1 };
    this.plot = new uPlot(
      {
        width,
        height: this.height(),
        cursor: { sync: { key: crosshair.key }, drag: { x: false, y: false } },
        legend: { live: true },
        scales: {
          x: { time: true },
          y: this.log
            ? { distr: 3, range: (/** @type {any} */ _, /** @type {number} */ low, /** @type {number} */ high) => [Math.max(low / 2, 0.001), Math.max(high * 2, 0.01)] }
            : { range: (/** @type {any} */ _, /** @type {number} */ low, /** @type {number} */ high) => [0, this.options.max ?? Math.max(high * 1.1, 0.001)] },
        },
        axes: [
          { stroke: ink, grid, ticks: grid, values: (/** @type {any} */ _, /** @type {number[]} */ times) => times.map((t) => clock(t, this.utc)), space: 80 },
          { stroke: ink, grid, ticks: grid, size: 64, values: (/** @type {any} */ _, /** @type {(number|null)[]} */ values) => values.map((v) => (v === null ? "" : this.options.format(v))) },
        ],
        series: [
          { value: (/** @type {any} */ _, /** @type {number|null} */ t) => (t === null ? "" : clock(t, this.utc)), label: "time" },
          ...this.options.lines.map((line) => ({
            label: line.label,
            stroke: css(line.color),
            width: 2,
            dash: line.dash,
            spanGaps: false,
            value: (/** @type {any} */ _, /** @type {number|null} */ v, /** @type {number} */ __, /** @type {number|null} */ point) =>
              point === null ? "" : v === null ? "no data" : this.options.format(v),
          })),
        ],
        hooks: { draw: [(/** @type {any} */ plot) => this.drawMarkers(plot)] },
      },
      this.data,
      this.host,
    );
  }

  resize() {
    if (this.plot && this.host.clientWidth > 0 && this.host.clientWidth !== this.plot.width) {
      this.plot.setSize({ width: this.host.clientWidth, height: this.height() });
    }
  }

  height() {
    return this.host.clientWidth < 480 ? 180 : 220;
  }

  /** @param {any} plot */
  drawMarkers(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    for (const marker of this.markers) {
      const x = plot.valToPos(marker.at, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) {
        continue;
      }
      ctx.strokeStyle = css(marker.severity === "info" ? "--treated" : "--bad");
      ctx.fillStyle = ctx.strokeStyle;
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const size = 5 * devicePixelRatio;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top + bbox.height - 2 * size);
      ctx.lineTo(x - size, bbox.top + bbox.height);
      ctx.lineTo(x + size, bbox.top + bbox.height);
      ctx.fill();
    }
    ctx.restore();
  }
}
