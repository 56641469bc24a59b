// @ts-check
/**
 * The last hour of all series, one value a second; a second without a tick holds nulls, so that a
 * gap is a gap in every chart. Outlives reconnects.
 */

const CAPACITY = 3600;

/** @typedef {{first: number, values: (number | null)[]}} Steps the values of steps that begin with the one at first */

export class History {
  constructor() {
    /** @type {string} */ this.epoch = '';
    /** @type {number} */ this.seq = 0;
    /** @type {number[]} */ this.times = [];
    /** @type {Map<string, (number | null)[]>} */ this.columns = new Map();
    /** @type {string[]} */ this.ids = [];
    /** Steps that were reduced already, by series and length. @type {Map<string, Steps>} */ this.reduced = new Map();
  }

  /**
   * Takes in an answer of /timeseries; what is known already stays. Ticks may have come while it was
   * under way, after a pause that it is to bridge.
   * @param {any} answer
   */
  load(answer) {
    this.#begin(answer.epoch, answer.series.map((/** @type {any} */ info) => info.id));
    const known = answer.times[0] < this.times[0] ? this.#empty() : null;
    answer.times.forEach((/** @type {number} */ time, /** @type {number} */ row) => {
      this.#append(time, answer.columns.map((/** @type {any[]} */ column) => column[row]));
    });
    known?.times.forEach((time, row) => this.#append(time, this.ids.map((id) => known.columns.get(id)?.[row] ?? null)));
    this.seq = Math.max(this.seq, answer.seq);
  }

  /** Forgets all; returns it. */
  #empty() {
    const { times, columns } = this;
    this.reduced.clear();
    this.times = [];
    this.columns = new Map([...columns.keys()].map((id) => [id, []]));
    return { times, columns };
  }

  /** Fills what is not known of a second that passed. @param {number} time @param {(number | null)[]} values */
  #fill(time, values) {
    const row = time - this.times[0];
    if (row >= 0) {
      this.reduced.clear();
      this.ids.forEach((id, index) => {
        const column = /** @type {(number | null)[]} */ (this.columns.get(id));
        column[row] ??= values[index] ?? null;
      });
    }
  }

  /** @param {string} epoch @param {string[]} ids */
  #begin(epoch, ids) {
    if (this.epoch && this.epoch !== epoch) {
      this.seq = 0;
    }
    this.epoch = epoch;
    this.ids = ids;
    for (const id of ids) {
      if (!this.columns.has(id)) {
        this.columns.set(id, new Array(this.times.length).fill(null));
      }
    }
  }

  /** @param {string} epoch @param {string[]} ids */
  connected(epoch, ids) {
    this.#begin(epoch, ids);
  }

  /** @param {{seq: number, t: number, v: (number | null)[]}[]} items */
  ticks(items) {
    for (const item of items) {
      if (item.seq > this.seq) {
        this.#append(item.t, item.v);
        this.seq = item.seq;
      }
    }
  }

  /** @param {number} time @param {(number | null)[]} values in the order of the ids */
  #append(time, values) {
    const last = this.last();
    if (last !== null && time <= last) {
      this.#fill(time, values);
      return;
    }
    if (last !== null && time - last > CAPACITY) {
      this.#empty();
    } else if (last !== null) {
      for (let missing = last + 1; missing < time; missing++) {
        this.times.push(missing);
        this.columns.forEach((column) => column.push(null));
      }
    }
    this.times.push(time);
    this.columns.forEach((column, id) => {
      const index = this.ids.indexOf(id);
      column.push(index < 0 ? null : values[index]);
    });
    const surplus = this.times.length - CAPACITY;
    if (surplus > 0) {
      this.times.splice(0, surplus);
      this.columns.forEach((column) => column.splice(0, surplus));
    }
  }

  /** The newest second, null before the first. */
  last() {
    return this.times.length ? this.times[this.times.length - 1] : null;
  }

  /** The values of a window. @param {string[]} ids @param {number} from @param {number} to */
  window(ids, from, to) {
    const first = this.times.length ? Math.max(0, from - this.times[0]) : 0;
    const end = this.times.length ? Math.max(first, to - this.times[0] + 1) : 0;
    return [
      this.times.slice(first, end),
      ...ids.map((id) => (this.columns.get(id) ?? []).slice(first, end)),
    ];
  }

  /**
   * The values of a window in steps that begin at multiples of their length, so that a chart keeps
   * its shape while it moves. Percentiles cannot be averaged: their step shows its worst second.
   * @param {string[]} ids @param {number} from @param {number} to @param {number} step
   */
  steps(ids, from, to, step) {
    const begin = Math.ceil(from / step) * step;
    const last = this.last();
    if (step === 1 || last === null) {
      return this.window(ids, begin, to);
    }
    const first = Math.max(begin, Math.floor(this.times[0] / step) * step);
    /** @type {number[]} */ const starts = [];
    for (let start = first; start <= Math.min(to, last); start += step) {
      starts.push(start);
    }
    return [starts, ...ids.map((id) => this.#line(id, starts, to, step))];
  }

  /** @param {string} id @param {number[]} starts @param {number} to @param {number} step @returns {(number | null)[]} */
  #line(id, starts, to, step) {
    const { first, values } = this.#upToDate(id, step);
    const begin = (starts[0] - first) / step;
    const line = values.slice(begin, begin + starts.length);
    const end = starts[starts.length - 1];
    if (to < Math.min(end + step - 1, /** @type {number} */ (this.last()))) {
      line[line.length - 1] = this.#reduce(id, end, to);
    }
    return line;
  }

  /** Only steps that were not over are reduced again: a chart asks each second for an hour. @param {string} id @param {number} step */
  #upToDate(id, step) {
    const key = `${step} ${id}`;
    const oldest = Math.floor(this.times[0] / step) * step;
    const known = this.reduced.get(key);
    const kept = known && known.first <= oldest ? known.values.slice((oldest - known.first) / step, -1) : [];
    const last = /** @type {number} */ (this.last());
    for (let start = oldest + kept.length * step; start <= last; start += step) {
      kept.push(this.#reduce(id, start, start + step - 1));
    }
    const steps = { first: oldest, values: kept };
    this.reduced.set(key, steps);
    return steps;
  }

  /** One step as one value: a percentile's worst second, the mean of anything else. @param {string} id @param {number} from @param {number} to */
  #reduce(id, from, to) {
    const column = this.columns.get(id) ?? [];
    const worst = /\.p\d+$/.test(id);
    let count = 0;
    let sum = 0;
    for (let row = Math.max(0, from - this.times[0]); row <= to - this.times[0]; row++) {
      const value = column[row] ?? null;
      if (value !== null) {
        sum = worst ? (count ? Math.max(sum, value) : value) : sum + value;
        count++;
      }
    }
    return count ? (worst ? sum : sum / count) : null;
  }

  /** Mean of the seconds with a value, null without one. @param {string} id @param {number} from @param {number} to */
  mean(id, from, to) {
    const values = /** @type {number[]} */ (this.window([id], from, to)[1].filter((value) => value !== null));
    return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  }
}
