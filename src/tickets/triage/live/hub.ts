/**
 * Who watches what, and who is told. A change anywhere makes this process look once for everybody, and tell each open
 * page what has changed for it. Between two looks nobody holds anything of the database.
 */

/** What a page shows, each with a mark that changes with it: { unanswered: '1f…', counts: '…' }. */
export type Marks = Record<string, string>

/** Who is told, as long as they may be: asked before each look. */
export type Listener = { say: (what: string) => void; mayHear: () => Promise<boolean>; end: () => void }

type Watcher<W> = Listener & { watch: W; marks: Marks }

export type Hub<W> = {
  /** `seen` false: something may have changed since the page was made, so it is told at once that all of it did. */
  watch(watch: W, listener: Listener, seen: boolean): Promise<() => void>
  /** Something has changed somewhere. */
  hear(): void
  stop(): void
}

/** Several acts at once, and the acts of a bulk, are one look. */
const GATHER_MS = 200
/** However much happens, the database is not asked more often than this. */
const PAUSE_MS = 1000
/** What changes by the passing of time: a colleague whose browser has gone without a word. */
const TICK_MS = 20_000

export function openHub<W>(look: (watch: W) => Promise<Marks>, warn: (error: Error) => void): Hub<W> {
  const watchers = new Set<Watcher<W>>()
  let timer: NodeJS.Timeout | undefined
  let looking = false
  let again = false
  let lastLook = 0

  function hear(): void {
    if (watchers.size === 0) return
    again = true
    if (looking || timer) return
    const wait = Math.max(GATHER_MS, lastLook + PAUSE_MS - Date.now())
    timer = setTimeout(() => {
      timer = undefined
      lookForAll().catch(warn)
    }, wait)
    timer.unref()
  }

  async function lookForAll(): Promise<void> {
    looking = true
    again = false
    const known = new Map<string, Promise<Marks>>()
    try {
      for (const watcher of watchers) {
        if (!(await watcher.mayHear())) {
          watcher.end()
          continue
        }
        const key = JSON.stringify(watcher.watch)
        const fresh = known.get(key) ?? look(watcher.watch)
        known.set(key, fresh)
        const marks = await fresh
        const changed = Object.keys(marks).filter((what) => marks[what] !== watcher.marks[what])
        watcher.marks = marks
        for (const what of changed) watcher.say(what)
      }
    } finally {
      looking = false
      lastLook = Date.now()
      if (again) hear()
    }
  }

  const tick = setInterval(hear, TICK_MS)
  tick.unref()

  return {
    async watch(watch, listener, seen) {
      const marks = await look(watch)
      const watcher = { ...listener, watch, marks }
      watchers.add(watcher)
      if (!seen) for (const what of Object.keys(marks)) listener.say(what)
      return () => watchers.delete(watcher)
    },
    hear,
    stop() {
      clearTimeout(timer)
      clearInterval(tick)
      watchers.clear()
    },
  }
}
