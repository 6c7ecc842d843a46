/**
 * A server that is stopped breaks its connections; one whose machine or network is gone leaves them open and silent, and
 * a query would wait on such a one for a quarter of an hour (until the kernel gives up sending). So for a connection that
 * has been silent for a while in the middle of its work another one is opened to ask whether the server is there and
 * busy with it; when it is not, the connection is broken and its statement fails at once.
 */
import type { Socket } from 'node:net'
import pg from 'pg'

/** Together less than the three seconds within which people are told that the database is away. */
const SILENT_MS = 1500
const ANSWER_MS = 700

export function breakSilentConnections(pool: pg.Pool, url: string): void {
  // An idle connection is silent by right.
  const busy = new WeakSet<pg.PoolClient>()
  pool.on('connect', (client) => {
    const { socket, processId } = insideOf(client)
    socket.on('timeout', async () => {
      const works = await worksFor(url, processId)
      if (!busy.has(client)) return
      if (works) socket.setTimeout(SILENT_MS)
      else socket.destroy(new Error('Connection terminated: the database does not answer'))
    })
  })
  pool.on('acquire', (client) => {
    busy.add(client)
    insideOf(client).socket.setTimeout(SILENT_MS)
  })
  pool.on('release', (_error, client) => {
    busy.delete(client)
    insideOf(client).socket.setTimeout(0)
  })
}

/** pg's types leave both out; they have been there since the first release. */
function insideOf(client: pg.PoolClient): { socket: Socket; processId: number } {
  const { connection, processID } = client as unknown as { connection: { stream: Socket }; processID: number }
  return { socket: connection.stream, processId: processID }
}

/**
 * Whether the server runs a statement for that connection, or waits for its next one within a transaction (the program
 * may be busy). Idle, it never got the statement we wait for; unknown, it has given the connection up.
 */
async function worksFor(url: string, processId: number): Promise<boolean> {
  const probe = new pg.Client({ connectionString: url, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS })
  probe.on('error', () => undefined)
  try {
    await probe.connect()
    const sql = `SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND state <> 'idle'`
    return (await probe.query(sql, [processId])).rowCount === 1
  } catch (error) {
    // Whoever refuses us in words (too many connections, starting up) is there.
    return error instanceof pg.DatabaseError
  } finally {
    probe.end().catch(() => undefined)
  }
}
