// @ts-check
/** Hands the person a file of what is shown. */

/** @param {string} name @param {string} type @param {string} text */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
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
