// @ts-check
/** How figures and times are written. Pure functions; what is missing is null, never 0. */

/** @param {number | null | undefined} value @returns {value is number} */
export function known(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Three significant digits, thousands apart by a thin space. @param {number} value */
export function number(value) {
  const size = Math.abs(value);
  if (size >= 1000) {
    return Math.round(value).toString().replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009');
  }
  if (size === 0 || Number.isInteger(value)) {
    return String(value);
  }
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : size >= 0.1 ? value.toFixed(2) : value.toFixed(3);
}

/** @param {number} millis */
export function millis(millis) {
  if (millis !== 0 && millis < 0.1) {
    return `${number(Math.max(0.1, Math.round(millis * 10_000) / 10))} µs`;
  }
  return millis >= 10_000 ? `${number(millis / 1000)} s` : `${number(millis)} ms`;
}

/**
 * A share that is not whole is never rounded up to 100 %: one failure must not read as none.
 * @param {number} ratio
 */
export function percent(ratio) {
  const value = ratio * 100;
  if (value === 0 || value === 100) {
    return String(value);
  }
  return Math.min(value, 99.99).toFixed(value >= 99 ? 2 : 1);
}

/** @param {number} bytes */
export function bytes(bytes) {
  const units = ['B', 'KB', 'MB', 'GB'];
  let step = 0;
  let size = bytes;
  while (size >= 1000 && step < units.length - 1) {
    size /= 1000;
    step++;
  }
  return `${step === 0 ? size : size >= 100 ? size.toFixed(0) : size.toFixed(1)} ${units[step]}`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 60) {
    return `${Math.max(0, Math.round(seconds))} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  if (seconds < 86_400) {
    return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  }
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/** @param {number} value */
function two(value) {
  return String(value).padStart(2, '0');
}

/**
 * 24-hour clock.
 * @param {number} epochSeconds @param {boolean} utc @param {boolean} [seconds]
 */
export function clock(epochSeconds, utc, seconds = true) {
  const at = new Date(epochSeconds * 1000);
  const h = utc ? at.getUTCHours() : at.getHours();
  const m = utc ? at.getUTCMinutes() : at.getMinutes();
  const s = utc ? at.getUTCSeconds() : at.getSeconds();
  return seconds ? `${two(h)}:${two(m)}:${two(s)}` : `${two(h)}:${two(m)}`;
}

/** The zone that times are written in. @param {boolean} utc */
export function zone(utc) {
  if (utc) {
    return 'UTC';
  }
  const minutes = -new Date().getTimezoneOffset();
  const sign = minutes < 0 ? '−' : '+';
  const size = Math.abs(minutes);
  return `UTC${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** @param {string} rfc3339 */
export function seconds(rfc3339) {
  return Date.parse(rfc3339) / 1000;
}

/** Year, month and day. @param {number} epochSeconds @param {boolean} utc */
export function date(epochSeconds, utc) {
  const at = new Date(epochSeconds * 1000);
  return utc
    ? `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
    : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
