// Beside the opening hours: is somebody there now, or when is the team back? The page itself is the same at every
// moment. Everything is reckoned as the wall of the site's zone shows it, holidays included.
const DAY = 86_400_000

function wallNow(zone) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const { year, month, day, hour, minute } = Object.fromEntries(
    format.formatToParts(new Date()).map(({ type, value }) => [type, Number(value)]),
  )
  return { day: Date.UTC(year, month - 1, day) / DAY, minute: hour * 60 + minute }
}

function told(element) {
  const { zone, week, closed } = JSON.parse(element.dataset.hours)
  const now = wallNow(zone)
  const isClosed = (day) => {
    const date = new Date(day * DAY).toISOString().slice(0, 10)
    return closed.some(([from, to]) => from <= date && date <= to)
  }
  // 1 January 1970 was a Thursday; the week begins with Monday.
  const spansOf = (day) => (isClosed(day) ? [] : week[(day + 3) % 7])
  if (spansOf(now.day).some(([from, to]) => from <= now.minute && now.minute < to)) {
    return { text: element.dataset.here, isHere: true }
  }
  for (let day = now.day; day < now.day + 400; day++) {
    const next = spansOf(day).find(([from]) => day > now.day || from > now.minute)
    if (!next) continue
    const when = new Intl.DateTimeFormat(element.closest('[lang]')?.lang, {
      timeZone: 'UTC',
      weekday: 'long',
      ...(day - now.day > 6 && { day: 'numeric', month: 'long' }),
      hour: 'numeric',
      minute: '2-digit',
    }).format(day * DAY + next[0] * 60_000)
    return { text: element.dataset.away.replace('{when}', when), isHere: false }
  }
  return { text: '', isHere: false }
}

for (const element of document.querySelectorAll('[data-hours]')) {
  const { text, isHere } = told(element)
  const now = document.createElement('span')
  if (isHere) now.className = 'pace-now'
  now.textContent = text
  element.after(now)
}
