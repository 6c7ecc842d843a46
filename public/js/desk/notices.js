// Notices of the desktop and their sound, for whoever chose them, from one page of this browser only.
const nav = document.querySelector('[data-stream]')
const LAST = 'earshot-news'

/** Two short tones, made here: no file to fetch. */
function sound() {
  const audio = new AudioContext()
  const volume = audio.createGain()
  volume.connect(audio.destination)
  volume.gain.value = 0.08
  for (const [at, pitch] of [
    [0, 660],
    [0.12, 880],
  ]) {
    const tone = audio.createOscillator()
    tone.frequency.value = pitch
    tone.connect(volume)
    tone.start(audio.currentTime + at)
    tone.stop(audio.currentTime + at + 0.1)
  }
  setTimeout(() => audio.close(), 1000)
}

async function tell() {
  const last = Number(localStorage.getItem(LAST) ?? 0)
  const after = Math.max(last, Number(nav.dataset.after))
  const answer = await fetch(`/desk/news?after=${after}`).catch(() => undefined)
  if (!answer?.ok) return
  const part = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('ol')
  if (!part?.dataset.last) return
  localStorage.setItem(LAST, part.dataset.last)
  for (const item of part.querySelectorAll('li')) {
    const link = item.querySelector('a')
    const url = link.getAttribute('href')
    if (window.Notification?.permission !== 'granted') continue
    const notice = new Notification(item.querySelector('span').textContent, { body: link.textContent, tag: url })
    notice.addEventListener('click', () => {
      window.focus()
      location.href = url
    })
  }
  if ('sound' in nav.dataset) sound()
}

// One page of the browser speaks; where there are no locks (plain http), the one that is looked at.
let leads = !navigator.locks
navigator.locks?.request('earshot-notices', () => {
  leads = true
  nav.dataset.leads = ''
  return new Promise(() => {})
})
document.addEventListener('desk:news', () => {
  if (leads && (navigator.locks || document.visibilityState === 'visible')) tell()
})

// The page where they are chosen.
const tried = document.querySelector('[data-try-notices]')
if (tried) {
  const ask = tried.querySelector('[data-allow]')
  const words = tried.querySelector('[role="status"]')
  const show = () => {
    const state = window.isSecureContext && window.Notification ? Notification.permission : 'insecure'
    ask.hidden = state !== 'default'
    words.textContent =
      { granted: tried.dataset.allowed, denied: tried.dataset.blocked, insecure: tried.dataset.insecure }[state] ?? ''
  }
  tried.hidden = false
  ask.addEventListener('click', () => Notification.requestPermission().then(show))
  tried.querySelector('[data-hear]').addEventListener('click', sound)
  show()
}
