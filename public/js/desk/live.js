// An open page of the desk keeps itself up to date. The server says only that something has changed; the page then
// asks for itself again, as its reader may see it, and takes over the parts that carry data-live.
import { showAll as showDates } from '../dates.js'

const nav = document.querySelector('[data-stream]')
const offer = [...document.querySelectorAll('[data-live-off]')]
const says = document.querySelector('[data-live-says]')
const self = nav.dataset.self

const typing = (element) => element?.matches?.('input:not([type="checkbox"], [type="radio"]), textarea, select')

/** What a part holds that its reader has done to it. */
function keep(part) {
  const active = part.contains(document.activeElement) ? document.activeElement : undefined
  return {
    ticked: new Set([...part.querySelectorAll('input:checked')].map((box) => `${box.name}=${box.value}`)),
    open: new Set([...part.querySelectorAll('details[open]')].map((one) => one.className)),
    focus:
      active &&
      (active.id
        ? `#${CSS.escape(active.id)}`
        : active.matches('a[href]')
          ? `a[href="${active.getAttribute('href')}"]`
          : undefined),
  }
}

function giveBack(part, { ticked, open, focus }) {
  for (const box of part.querySelectorAll('input[type="checkbox"]')) {
    if (ticked.has(`${box.name}=${box.value}`)) box.checked = true
  }
  for (const one of part.querySelectorAll('details')) if (open.has(one.className)) one.open = true
  if (focus) part.querySelector(focus)?.focus({ preventScroll: true })
}

const rowsOf = (part) => [...part.querySelectorAll('a[data-row]')].map((row) => row.getAttribute('href'))
const messagesOf = (part) => [...part.querySelectorAll('.message[id]')].map(({ id }) => id)

/** Only the numbers: the links stay where hand and focus have them. */
function countAnew(part, fresh) {
  for (const link of part.querySelectorAll('a[href]')) {
    const other = fresh.querySelector(`a[href="${link.getAttribute('href')}"]`)
    const [count, newCount] = [link, other].map((one) => one?.querySelector('.views-count'))
    if (count && newCount && count.textContent !== newCount.textContent) count.replaceWith(newCount.cloneNode(true))
  }
}

function swap(part, fresh) {
  if (part.dataset.live === 'side') return countAnew(part, fresh)
  if (part.contains(document.activeElement) && typing(document.activeElement)) return
  if (part.innerHTML === fresh.innerHTML && !part.querySelector('.is-new')) return
  const kept = keep(part)
  const known = new Set([...rowsOf(part), ...messagesOf(part)])
  const had = new Set([...part.querySelectorAll('.is-new')].map((one) => one.id))
  part.replaceChildren(...fresh.childNodes)
  giveBack(part, kept)
  const rows = rowsOf(part).filter((href) => !known.has(href))
  for (const href of rows) part.querySelector(`a[href="${href}"]`).closest('li').classList.add('is-new')
  const messages = messagesOf(part).filter((id) => !known.has(id))
  for (const id of [...messages, ...had].filter(Boolean)) document.getElementById(id)?.classList.add('is-new')
  return { rows: rows.length, messages }
}

let running
let wanted = false

async function refresh() {
  if (!self) return
  if (running) {
    wanted = true
    return
  }
  running = true
  try {
    const answer = await fetch(self)
    if (!answer.ok || answer.redirected) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    nav.dataset.stream = page.querySelector('[data-stream]')?.dataset.stream ?? nav.dataset.stream
    const told = { rows: 0, messages: [] }
    for (const part of document.querySelectorAll('[data-live]')) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`)
      const found = fresh && swap(part, fresh)
      if (!found) continue
      told.rows += found.rows
      told.messages.push(...found.messages)
    }
    showDates()
    document.dispatchEvent(new CustomEvent('desk:swapped', { detail: told }))
    if (told.rows > 0) says.textContent = nav.dataset.wordChanged
  } catch (error) {
    // No network just now: the stream has noticed too, and comes back with a refresh.
    if (!(error instanceof TypeError)) throw error
  } finally {
    running = false
    if (wanted) {
      wanted = false
      refresh()
    }
  }
}

let source
let failures = 0
let timer

function offerRefresh(on) {
  for (const element of offer) element.hidden = !on
}

function open() {
  clearTimeout(timer)
  source?.close()
  source = new EventSource(nav.dataset.stream)
  source.addEventListener('open', () => {
    failures = 0
    offerRefresh(false)
  })
  source.addEventListener('changed', ({ data }) => {
    if (data === 'news') document.dispatchEvent(new CustomEvent('desk:news'))
    else soon()
  })
  // Ended by its time, a restart, a sign-out: come again, less and less often while nobody answers.
  source.addEventListener('error', () => {
    source.close()
    failures += 1
    if (failures > 1) offerRefresh(true)
    timer = setTimeout(open, Math.min(1000 * 2 ** failures, 60_000))
  })
}

let gathering
function soon() {
  clearTimeout(gathering)
  gathering = setTimeout(refresh, 50)
}

/** A page nobody looks at needs no stream, unless it is the one that shows notices (see notices.js). */
function rest() {
  if (document.visibilityState === 'visible') return
  if (nav.dataset.leads === undefined) source?.close()
}

let resting
document.addEventListener('visibilitychange', () => {
  clearTimeout(resting)
  if (document.visibilityState === 'hidden') resting = setTimeout(rest, 60_000)
  else if (source?.readyState !== EventSource.OPEN) {
    refresh()
    open()
  }
})
// Left open, a stream would keep the page out of the browser's memory of pages.
window.addEventListener('pagehide', () => {
  clearTimeout(timer)
  source?.close()
})
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) {
    refresh()
    open()
  }
})

offerRefresh(false)
open()
