// Comfort for staff, on pages of the desk alone. Each part is fetched only where the page has use for it.
const parts = []

for (const [selector, file] of parts) {
  if (document.querySelector(selector)) import(file)
}
