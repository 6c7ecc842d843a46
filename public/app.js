// Comfort for pages that work without it. Each part is fetched only where the page has use for it.
const parts = [
  ['time[datetime]', './js/dates.js'],
  ['[data-copy], [data-select]', './js/copy.js'],
  ['textarea', './js/textarea.js'],
  ['[data-preview]', './js/preview.js'],
  ['[data-suggest]', './js/suggest.js'],
  ['[data-guard]', './js/guard.js'],
  ['[data-files]', './js/files.js'],
  ['[data-picker]', './js/pick.js'],
  ['[data-confirm], [data-auto-submit], [data-once]', './js/forms.js'],
  ['[data-hours]', './js/hours.js'],
  ['details.menu', './js/menu.js'],
  ['.prose pre', './js/code.js'],
  ['.toc a', './js/toc.js'],
  ['[data-offer-zone]', './js/time-zone.js'],
]

for (const [selector, file] of parts) {
  if (document.querySelector(selector)) import(file)
}
