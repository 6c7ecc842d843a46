/** LISTEN on a Postgres server, kept up through restarts of it. */
import pg from 'pg'

const RETRY_MS = 1000
/** Nothing is ever sent on a connection that listens: only asking tells whether somebody is still there. */
const PULSE_MS = 20_000
const ANSWER_MS = 5000

/**
 * Resolves once it listens. After a lost connection it tries again every second and, back again, calls `heard('')`:
 * something may have been said meanwhile, so read everything anew.
 */
export async function listenOnServer(
  url: string,
  channel: string,
  heard: (payload: string) => void,
  warn: (error: Error) => void,
): Promise<{ close(): Promise<void> }> {
  let closed = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  async function open(): Promise<void> {
    const opening = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 2000,
      query_timeout: ANSWER_MS,
    })
    opening.on('error', warn)
    opening.on('notification', (message) => heard(message.payload ?? ''))
    opening.on('end', again)
    await opening.connect()
    await opening.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    client = opening
    if (closed) await opening.end()
  }

  const pulse = setInterval(() => {
    const asked = client
    asked?.query('SELECT 1').catch((error: Error) => {
      warn(error)
      // With a query unanswered this breaks the connection at once, and `again` is told.
      if (asked === client) asked.end().catch(warn)
    })
  }, PULSE_MS)
  pulse.unref()

  function again(): void {
    if (closed || timer) return
    timer = setTimeout(() => {
      timer = undefined
      open().then(
        () => heard(''),
        (error: Error) => {
          warn(error)
          again()
        },
      )
    }, RETRY_MS)
    timer.unref()
  }

  await open()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      clearInterval(pulse)
      await client?.end()
    },
  }
}
