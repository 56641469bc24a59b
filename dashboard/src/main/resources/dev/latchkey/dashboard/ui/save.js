// @ts-check
/** Hands the person a file of what is shown. */

/** @param {string} name @param {string} type @param {string} text */
export function download(name, type, text) {
  downloadBlob(name, new Blob([text], { type }));
}

/** @param {string} name @param {Blob} blob */
export function downloadBlob(name, blob) {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}

/** One record a line, as tools read it. @param {string} name @param {any[]} records */
export function downloadLines(name, records) {
  download(name, 'application/x-ndjson', records.map((record) => JSON.stringify(record)).join('\n'));
}
