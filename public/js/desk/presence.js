// Tells colleagues who have the same ticket open that somebody is here, and whether they write; and what has arrived
// since the page was made is marked, shown above the box, and counts as seen once it has been on the screen.
const part = document.querySelector('[data-here]')
const form = document.querySelector('form.reply-box')
const PULSE = 20_000
const STILL_WRITING = 30_000
let lastKey = 0
let writing = false

function say(gone) {
  const words = new URLSearchParams(gone ? { gone: '1' } : writing ? { typing: '1' } : {})
  if (gone) navigator.sendBeacon(part.dataset.here, words)
  // Nobody needs to hear of a pulse that was lost: the next one comes.
  else fetch(part.dataset.here, { method: 'POST', body: words }).catch(() => {})
}

function pulse() {
  if (document.visibilityState !== 'visible') return
  writing = Date.now() - lastKey < STILL_WRITING
  say()
}

form?.addEventListener('input', () => {
  lastKey = Date.now()
  if (writing) return
  writing = true
  say()
})
form?.addEventListener('submit', () => {
  lastKey = 0
})
setInterval(pulse, PULSE)
document.addEventListener('visibilitychange', pulse)
window.addEventListener('pagehide', () => say(true))
window.addEventListener('pageshow', ({ persisted }) => persisted && pulse())
pulse()

const arrived = document.querySelector('[data-arrived]')
const unseen = new Set()
const numberOf = (id) => Number(id.replace(/\D/g, ''))

/** What the server takes for read: all up to the first that has not been on the screen. */
function tellSeen() {
  let field = form?.querySelector('[name="seen"]')
  if (form && !field) {
    field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'seen' })
    form.append(field)
  }
  if (!field) return
  const all = [...document.querySelectorAll('.thread .message[id]')].map(({ id }) => numberOf(id))
  const first = Math.min(...[...unseen].map(numberOf))
  const seen = Math.max(Number(field.value), ...all.filter((id) => id < first))
  if (seen > 0) field.value = String(seen)
}

const LONG_ENOUGH = 1000
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    clearTimeout(target.seenTimer)
    if (!isIntersecting) continue
    target.seenTimer = setTimeout(() => {
      watcher.unobserve(target)
      unseen.delete(target.id)
      tellSeen()
      if (unseen.size === 0) arrived.hidden = true
    }, LONG_ENOUGH)
  }
})

document.addEventListener('desk:swapped', ({ detail: { messages } }) => {
  for (const id of messages) unseen.add(id)
  for (const id of unseen) {
    const message = document.getElementById(id)
    if (message) watcher.observe(message)
  }
  const [first] = unseen
  if (!messages.length || !arrived || !first) return
  arrived.hidden = false
  arrived.querySelector('a').href = `#${first}`
  // Said when the words come, not when the line does.
  arrived.querySelector('span').textContent = arrived.dataset.words
})
