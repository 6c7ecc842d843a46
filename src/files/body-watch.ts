/** Looks after a body that is read in pieces: that it keeps coming, ends, and all uploads together fit in memory. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { FileRefused, MAX_FILES, MEGABYTES } from './rules.ts'

/** Read on that far after a refusal, so that the browser has sent everything and listens to the answer. */
const MAX_BODY_BYTES = 100 * 1024 * 1024
/** Of all requests together. */
const MAX_HELD_BYTES = 256 * 1024 * 1024
const WINDOW_MS = 30_000
/** Less than this in a window is not somebody on a bad line but somebody holding the door open. */
const WINDOW_BYTES = 8_000

export type BodyWatch = {
  /** Rejects with FileRefused when the body is far too large or has all but stopped. Never resolves. */
  failed: Promise<never>
  /** Counts bytes kept in memory until the answer is sent; throws FileRefused when there is no room. */
  hold(bytes: number): void
  stop(): void
}

let heldByAll = 0

export function watchBody(request: IncomingMessage, response: ServerResponse): BodyWatch {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  let seen = 0
  let seenBefore = 0
  const onData = (chunk: Buffer) => {
    seen += chunk.length
    if (seen > MAX_BODY_BYTES) reject(new FileRefused('files.too_much', { files: MAX_FILES, megabytes: MEGABYTES }))
  }
  const timer = setInterval(() => {
    if (seen - seenBefore < WINDOW_BYTES) reject(new FileRefused('files.stalled'))
    seenBefore = seen
  }, WINDOW_MS)
  request.on('data', onData)

  let held = 0
  let answered = false
  response.once('close', () => {
    answered = true
    heldByAll -= held
  })
  return {
    failed,
    hold(bytes) {
      if (answered) return
      if (heldByAll + bytes > MAX_HELD_BYTES) throw new FileRefused('files.busy')
      held += bytes
      heldByAll += bytes
    },
    stop() {
      clearInterval(timer)
      request.off('data', onData)
    },
  }
}
