/**
 * Keeps a second process off an embedded database: a socket bound in the folder. If it answers, somebody is alive
 * there; if not, its owner has died and the place is free. (A pid file would name a stranger after a restart.)
 */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'

export class FolderInUse extends Error {
  constructor(folder: string) {
    super(
      `The embedded database in ${folder} is in use by another Earshot process. Stop that one first, ` +
        'or set DATABASE_URL to a Postgres server, which several processes can share.',
    )
    this.name = 'FolderInUse'
  }
}

export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const path = socketPath(folder)
  const server = (await bind(path)) ?? (await takeOver(path))
  if (!server) throw new FolderInUse(folder)
  server.unref()
  return { release: () => new Promise((done) => server.close(() => done())) }
}

/** Unix allows about 104 bytes for a socket's path; longer ones move to the temp folder under the folder's hash. */
function socketPath(folder: string): string {
  const full = resolve(folder)
  const hash = createHash('sha256').update(full).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\earshot-${hash}`
  const near = join(relative(process.cwd(), full) || '.', 'lock.sock')
  return Buffer.byteLength(near) <= 100 ? near : join(tmpdir(), `earshot-${hash}.sock`)
}

function bind(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(path, () => resolve(server))
  })
}

async function takeOver(path: string): Promise<Server | undefined> {
  const alive = await new Promise<boolean>((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
    socket.unref()
  })
  if (alive) return undefined
  await rm(path, { force: true })
  return bind(path)
}
