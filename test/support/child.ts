/** The program as an operator runs it: a process of its own, that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const SERVER = join(import.meta.dirname, '../../src/server.ts')

export type Child = {
  address: string
  /** Without a word to it; resolves when it is dead. */
  kill(): Promise<void>
  /** Asks it to stop, as a service manager does; resolves with its exit code. */
  stop(): Promise<number | null>
}

/** Starts the server on a free port; `environment` as the operator sets it. Throws with its output when it does not start. */
export async function startServer(environment: Record<string, string>): Promise<Child> {
  const child = spawn(process.execPath, [SERVER], {
    env: { ...process.env, DATABASE_URL: '', LOG_LEVEL: 'error', HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const address = await listening(child)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    return child.exitCode
  }
  return {
    address,
    async kill() {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk
      const address = /listening on (http:\/\/[\d.]+:\d+)/.exec(said)?.[1]
      if (address) resolve(address)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', (code, signal) => reject(new Error(`the server ended with ${code ?? signal}:\n${said}`)))
  })
}
