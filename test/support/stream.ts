/** A page of the desk that listens: what the stream has said so far, and a wait for the next word. */
import type { MadeStaff } from './make.ts'
import type { Site } from './site.ts'

export type Stream = {
  status: number
  /** All of it, as it came. */
  text(): string
  /** What was said to have changed, in order. */
  said(): string[]
  /** Resolves with everything said when `what` has come; rejects after `ms`. */
  hear(what: string, ms?: number): Promise<string[]>
  /** Resolves when the server has ended it. */
  ended: Promise<void>
  leave(): void
}

export async function cookieOf(site: Site, staff: MadeStaff): Promise<string> {
  const session = await site.house.sessions.createSession(staff.id, { browser: 'Test' })
  return `earshot_session=${session.id}`
}

/** `query` is that of the page's own stream, e.g. 'since=0&queue=1'. */
export async function listenTo(site: Site, staff: MadeStaff, query: string): Promise<Stream> {
  const leaving = new AbortController()
  const answer = await fetch(`${site.address}/desk/stream?${query}`, {
    headers: { accept: 'text/event-stream', cookie: await cookieOf(site, staff) },
    redirect: 'manual',
    signal: leaving.signal,
  })
  let text = ''
  const said = () => [...text.matchAll(/^event: changed\ndata: (.*)$/gm)].map((match) => match[1] as string)
  const ended = (async () => {
    const decoder = new TextDecoder()
    try {
      for await (const piece of answer.body ?? []) text += decoder.decode(piece as Uint8Array, { stream: true })
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error
    }
  })()
  return {
    status: answer.status,
    text: () => text,
    said,
    ended,
    async hear(what, ms = 6000) {
      const until = Date.now() + ms
      while (!said().includes(what)) {
        if (Date.now() > until) throw new Error(`"${what}" was not said within ${ms} ms, only: ${said().join(', ')}`)
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      return said()
    },
    leave: () => leaving.abort(),
  }
}
