/** Who is in the middle of a request when the program stops may finish it, but a stalled client must not hold it up. */
import type { FastifyInstance } from 'fastify'

/** Less than containers are given before they are killed (docker-compose.yml says 30 s). */
const FINISH_MS = 10_000

export function finishInTime(app: FastifyInstance, ms = FINISH_MS): void {
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), ms).unref()
  })
}
