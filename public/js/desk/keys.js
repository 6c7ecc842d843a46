// One key, one act: data-key="j" on a link, a button or a field presses it, data-key="g m" after two. Silent while
// somebody types or an input method composes. Letters of other scripts count by where they lie, so that the keys work
// on a Cyrillic or Arabic keyboard.
const typing = (element) =>
  element.closest?.(
    'input:not([type="checkbox"], [type="radio"], [type="submit"], [type="button"]), textarea, select, [contenteditable]',
  )

function nameOf({ key, code, shiftKey }) {
  if (key === '؟') return '?'
  const letter = /^\p{L}$/u.test(key)
  if (letter && shiftKey) return ''
  if (letter && !/^[a-z]$/i.test(key)) return code.replace(/^Key/, '').toLowerCase()
  return key.toLowerCase()
}

// What lies in a folded part can be reached too: the part opens.
function reach(element) {
  if (element.checkVisibility()) return true
  const folded = []
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (at.matches('details:not([open])') && !element.matches(':scope > summary')) folded.push(at)
  }
  if (folded.length === 0 || !folded.at(-1).querySelector('summary').checkVisibility()) return false
  for (const details of folded) details.open = true
  if (element.checkVisibility()) return true
  for (const details of folded) details.open = false
  return false
}

const find = (name) => [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].find(reach)

const firstIn = (details) =>
  details.querySelector(':scope > :not(summary) :is(a, button, input:not([type=hidden]), select, textarea)')

async function showDialog(link) {
  const answer = await fetch(link.href).catch(() => undefined)
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined
  const body = page?.querySelector('[data-dialog]')
  if (!body) {
    location.href = link.href
    return
  }
  const dialog = document.createElement('dialog')
  dialog.className = 'desk-dialog'
  dialog.setAttribute('aria-labelledby', 'dialog-title')
  const close = document.createElement('button')
  close.type = 'button'
  close.className = 'button button--small'
  close.textContent = body.dataset.wordClose
  close.addEventListener('click', () => dialog.close())
  dialog.append(close, ...body.childNodes)
  dialog.querySelector('h1, h2').id = 'dialog-title'
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}

function press(target) {
  if (target.matches('a[data-key-dialog]')) return showDialog(target)
  if (typing(target)) return target.focus()
  target.click()
  const details = target.matches('summary') && target.parentElement
  if (details) (details.open ? firstIn(details) : target)?.focus()
  if (target.dataset.keyFocus) document.getElementById(target.dataset.keyFocus)?.focus()
}

// In a list that has no "next" of its own, j and k go from row to row, o opens the one they stand on.
const rows = () => [...document.querySelectorAll('[data-rows] a[data-row]')]
let at = -1

function move(name) {
  const all = rows()
  if (all.length === 0) return false
  const here = all.indexOf(document.activeElement)
  if (here >= 0) at = here
  if (name === 'o') {
    all[Math.max(at, 0)].click()
    return true
  }
  at = Math.min(Math.max(at + (name === 'j' ? 1 : -1), 0), all.length - 1)
  all[at].focus()
  return true
}

// Back from a ticket: on from where one left.
const from = /\/desk\/tickets\/(\d+)/.exec(document.referrer)?.[1]
if (from) at = rows().findIndex((row) => new RegExp(`/tickets/${from}(\\D|$)`).test(row.getAttribute('href'))) - 1

let before = ''
let forget

function act(name) {
  const both = before && `${before} ${name}`
  clearTimeout(forget)
  before = ''
  if (!both && document.querySelector(`[data-key^="${CSS.escape(name)} "]`)) {
    before = name
    forget = setTimeout(() => {
      before = ''
    }, 2000)
    return true
  }
  const target = (both && find(both)) || find(name)
  if (target) {
    press(target)
    return true
  }
  return ['j', 'k', 'o'].includes(name) && move(name)
}

function inField(event) {
  const { target, key } = event
  if (key === 'Escape') target.blur()
  // A choice made by arrows is sent by Enter, in the small forms that set one thing.
  if (key === 'Enter' && target.matches('.desk-tools select') && !event.ctrlKey) {
    event.preventDefault()
    target.form.requestSubmit()
  }
}

function inMenu(event) {
  const menu = event.target.closest?.('details.menu[open]')
  if (!menu || !['ArrowDown', 'ArrowUp'].includes(event.key) || typing(event.target)) return
  const stops = [...menu.querySelectorAll('summary, a, button, input:not([type=hidden]), select')]
  const next = stops.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)
  event.preventDefault()
  stops[(next + stops.length) % stops.length].focus()
}

// From anywhere on the page, not from a text alone (textarea.js): the article was ticked last, or there is but one button.
function send(event) {
  if (event.target.matches?.('textarea')) return
  const form = event.target.closest?.('form:has([data-main-submit])')
  const button = (form ?? document).querySelector(event.shiftKey ? '[data-next-submit]' : '[data-main-submit]')
  if (!button || (!form && button.form.matches('.reply-box'))) return
  event.preventDefault()
  button.form.requestSubmit(button)
}

const off = document.querySelector('[data-keys-off]')

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return send(event)
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
  if (document.querySelector('dialog[open]')) return
  inMenu(event)
  if (typing(event.target)) return inField(event)
  const name = nameOf(event)
  if (off || name === '' || name === 'enter' || name === ' ') return
  if (act(name)) event.preventDefault()
})

function tell() {
  if (off) return
  for (const element of document.querySelectorAll('[data-key]')) {
    if (!element.dataset.key.includes(' ')) element.setAttribute('aria-keyshortcuts', element.dataset.key.toUpperCase())
  }
}
tell()
document.addEventListener('desk:swapped', tell)
