// Offers the browser's own time zone where nobody has chosen one yet; the first option is the default.
const zoneOf = (timeZone) => new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone

for (const form of document.querySelectorAll('[data-offer-zone]')) {
  const select = document.getElementById(form.dataset.offerZone)
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const options = [...select.options]
  // Some browsers still say Europe/Kiev where the list says Europe/Kyiv.
  const option = options.find(({ value }) => value === own) ?? options.find(({ value }) => zoneOf(value) === own)
  if (option && select.selectedIndex === 0) select.value = option.value
}
