// The HTML holds exact dates in the site's time zone, the same for everybody. Here recent ones become relative, and
// every one tells the exact time in the reader's own zone when pointed at.
const steps = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]
const RECENT = 7 * 86_400

function relative(seconds, language) {
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? steps.at(-1)
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit)
}

function show(element) {
  const date = new Date(element.dateTime)
  if (Number.isNaN(date.getTime())) return
  const language = element.closest('[lang]')?.lang || undefined
  element.title ||= new Intl.DateTimeFormat(language, {
    dateStyle: 'full',
    timeStyle: element.dateTime.includes('T') ? 'long' : undefined,
  }).format(date)
  const seconds = (date.getTime() - Date.now()) / 1000
  // Today and yesterday read better in words; a date alone has no hour to be relative to.
  if (element.dateTime.includes('T') && Math.abs(seconds) < RECENT) element.textContent = relative(seconds, language)
}

export function showAll() {
  for (const element of document.querySelectorAll('time[datetime]:not([data-exact])')) show(element)
}

showAll()
setInterval(showAll, 60_000)
