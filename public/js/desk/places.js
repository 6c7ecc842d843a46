// On a phone the places of the desk and of the settings are one long line each: it begins at the place one is at.
for (const here of document.querySelectorAll('.views [aria-current]')) {
  const line = here.closest('ul')
  if (line.scrollWidth > line.clientWidth) here.scrollIntoView({ block: 'nearest', inline: 'center' })
}
