/** A wire that can be cut: real sockets between a program and a server. */
import { connect, createServer, type Server, type Socket } from 'node:net'

export type Wire = {
  port: number
  /** Every connection breaks, and new ones are refused: the server was stopped. */
  cut(): Promise<void>
  /** Connections stay and carry nothing more, new ones get no answer: the network or the machine is gone. */
  silence(): void
  /** As before. Connections that were silenced stay dead, as after a failed machine. */
  mend(): Promise<void>
  close(): Promise<void>
}

export async function wireTo(target: { host: string; port: number }): Promise<Wire> {
  const pairs = new Set<[Socket, Socket]>()
  let silent = false
  let server = await listen(0)
  const port = portOf(server)

  async function listen(at: number): Promise<Server> {
    const listening = createServer((near) => {
      const far = connect(target.port, target.host)
      const pair: [Socket, Socket] = [near, far]
      pairs.add(pair)
      for (const [from, to] of [pair, [far, near] as const]) {
        from.on('data', (chunk) => silent || mute.has(pair) || to.write(chunk))
        from.on('error', () => to.destroy())
        from.on('close', () => {
          to.destroy()
          pairs.delete(pair)
        })
      }
      if (silent) mute.add(pair)
    })
    await new Promise<void>((resolve) => listening.listen(at, '127.0.0.1', resolve))
    return listening
  }

  const mute = new Set<[Socket, Socket]>()
  const breakAll = () => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy()
      far.destroy()
    }
  }
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))

  return {
    port,
    async cut() {
      const stopped = stop()
      breakAll()
      await stopped
    },
    silence() {
      silent = true
      for (const pair of pairs) mute.add(pair)
    },
    async mend() {
      silent = false
      if (!server.listening) server = await listen(port)
    },
    async close() {
      if (!server.listening) return breakAll()
      const stopped = stop()
      breakAll()
      await stopped
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the wire listens on no port')
  return address.port
}
