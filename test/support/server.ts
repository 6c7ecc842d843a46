/** The whole program as an operator starts it: a process of its own, with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SERVER = join(import.meta.dirname, '../../src/server.ts')

export type Server = {
  child: ChildProcess
  address: string
  /** What it has printed so far. */
  printed(): string
  /** Ends it by a signal and waits for its end. */
  end(signal: NodeJS.Signals): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

export async function temporaryFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-server-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Starts `node src/server.ts` and waits until it is open. Throws what it printed when it ends instead. */
export async function startServer(
  folder: string,
  port: number,
  environment: Record<string, string> = {},
): Promise<Server> {
  const address = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    DATABASE_URL: '',
    DATA_DIR: folder,
    PORT: String(port),
    HOST: '127.0.0.1',
    SITE_URL: address,
    ...environment,
  }
  const child = spawn(process.execPath, [SERVER], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part: Buffer) => {
      printed += part
    })
  }
  const ended = once(child, 'exit')
  while (!printed.includes('Earshot is open')) {
    const over = await Promise.race([ended.then(() => true), new Promise<false>((done) => setTimeout(done, 50, false))])
    if (over) throw new Error(`the server did not start: ${printed}`)
  }
  return {
    child,
    address,
    printed: () => printed,
    async end(signal) {
      child.kill(signal)
      await ended
    },
  }
}
