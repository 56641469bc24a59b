// @ts-check
/** The last hour of the live series, in columns. Points survive a reconnect; a second without data is null. */

const MOST = 3600;

export class Series {
  constructor() {
    this.epoch = "";
    this.seq = -1;
    /** @type {string[]} */
    this.ids = [];
    /** @type {number[]} */
    this.times = [];
    /** @type {(number|null)[][]} */
    this.columns = [];
  }

  /** @param {any} history answer of GET timeseries */
  load(history) {
    this.epoch = history.epoch;
    this.seq = history.seq;
    this.ids = history.series.map((/** @type {any} */ s) => s.id);
    this.times = history.times;
    this.columns = history.columns;
  }

  /** @param {{seq: number, t: number, v: (number|null)[]}[]} items */
  append(items) {
    for (const item of items) {
      if (item.seq <= this.seq) {
        continue;
      }
      this.seq = item.seq;
      this.times.push(item.t);
      this.columns.forEach((column, i) => column.push(item.v[i] ?? null));
    }
    const over = this.times.length - MOST;
    if (over > 0) {
      this.times.splice(0, over);
      this.columns.forEach((column) => column.splice(0, over));
    }
  }

  /**
   * Returns times and columns of the last seconds.
   * @param {string[]} ids
   * @param {number} seconds
   * @param {number} [end] epoch second to end at; the newest without it
   */
  window(ids, seconds, end) {
    const last = end ?? this.times[this.times.length - 1] ?? 0;
    const from = firstAfter(this.times, last - seconds);
    const to = firstAfter(this.times, last);
    return [this.times.slice(from, to), ...ids.map((id) => (this.columns[this.ids.indexOf(id)] ?? []).slice(from, to))];
  }

  /** @param {string} id */
  latest(id) {
    const column = this.columns[this.ids.indexOf(id)];
    return column && column.length ? column[column.length - 1] : null;
  }
}

/**
 * @param {number[]} times rising
 * @param {number} time
 */
function firstAfter(times, time) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] > time) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
