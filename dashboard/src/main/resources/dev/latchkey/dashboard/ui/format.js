// @ts-check
/** Figures for people. What is not there is a dash, never a zero. */

const NONE = "–";

/** @param {number|null|undefined} millis */
export function millis(millis) {
  if (millis === null || millis === undefined) {
    return NONE;
  }
  return millis < 1 ? `${Math.round(millis * 1000)} µs` : millis < 10 ? `${millis.toFixed(1)} ms` : `${Math.round(millis)} ms`;
}

/** @param {number|null|undefined} ratio @param {number} [digits] */
export function percent(ratio, digits = 1) {
  return ratio === null || ratio === undefined ? NONE : `${(ratio * 100).toFixed(digits)} %`;
}

/** @param {number|null|undefined} value */
export function count(value) {
  return value === null || value === undefined ? NONE : Math.round(value).toLocaleString("en").replaceAll(",", "\u202f");
}

/** @param {number|null|undefined} value */
export function rate(value) {
  return value === null || value === undefined ? NONE : value < 10 ? value.toFixed(1) : count(value);
}

/** @param {number|null|undefined} value */
export function bytes(value) {
  if (value === null || value === undefined) {
    return NONE;
  }
  const units = ["B", "KiB", "MiB", "GiB"];
  let unit = 0;
  let left = value;
  while (left >= 1024 && unit < units.length - 1) {
    left /= 1024;
    unit++;
  }
  return `${left < 10 && unit > 0 ? left.toFixed(1) : Math.round(left)} ${units[unit]}`;
}

/** @param {number|string} at epoch seconds or RFC 3339 @param {boolean} utc */
export function clock(at, utc) {
  const date = typeof at === "number" ? new Date(at * 1000) : new Date(at);
  return date.toLocaleTimeString("en-GB", { hour12: false, timeZone: utc ? "UTC" : undefined });
}
