// @ts-check
/**
 * Lets the browser paint the verdict, which stands in the page, before it reads fifty scripts. Somebody waits for that
 * picture; the scripts come a frame later, all at once.
 */
const modules = /** @type {HTMLTemplateElement} */ (document.getElementById('modules'));

function begin() {
  document.head.append(modules.content);
  import('./app.js');
}

if (document.hidden) {
  begin(); // a page that nobody sees is not painted
} else {
  requestAnimationFrame(() => setTimeout(begin));
}
