// Offers the browser's own time zone where nobody has chosen one yet; the first option is the default.
for (const form of document.querySelectorAll('[data-offer-zone]')) {
  const select = document.getElementById(form.dataset.offerZone)
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const known = [...select.options].some(({ value }) => value === timeZone)
  if (known && select.selectedIndex === 0) select.value = timeZone
}
