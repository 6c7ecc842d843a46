// Comfort for staff, on pages of the desk alone. Each part is fetched only where the page has use for it.
const parts = [
  ['[data-key]', './js/desk/keys.js'],
  ['[data-stream]', './js/desk/live.js'],
  ['form[data-draft]', './js/desk/drafts.js'],
  ['form[data-colleagues]', './js/desk/mentions.js'],
  ['[data-here]', './js/desk/presence.js'],
  ['[data-notices]:not([data-notices="none"]), [data-try-notices]', './js/desk/notices.js'],
  ['.views [aria-current]', './js/desk/places.js'],
  ['[data-moves]', './js/desk/board.js'],
  ['#bulk', './js/desk/pick-rows.js'],
]

for (const [selector, file] of parts) {
  if (document.querySelector(selector)) import(file)
}
