// The contents of a page tell where one is reading.
const links = new Map([...document.querySelectorAll('.toc a[href^="#"]')].map((link) => [link.hash.slice(1), link]))
const heads = [...links.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean)
// The last heading that has passed the upper third of the window is the one being read.
const mark = () => {
  const passed = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 3)
  const now = passed.at(-1) ?? heads[0]
  for (const [id, link] of links) {
    if (decodeURIComponent(id) === now?.id) link.setAttribute('aria-current', 'location')
    else link.removeAttribute('aria-current')
  }
}

mark()
let waiting = false
document.addEventListener(
  'scroll',
  () => {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      mark()
    })
  },
  { passive: true },
)
