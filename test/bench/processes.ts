/** Child processes of the bench, and what CPU they have used. Linux: reads /proc; elsewhere CPU is not measured. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'

export type Started = { address: string; pid: number; stop(): Promise<void> }

/** Starts a script of Node and waits for the address it prints. */
export async function startNode(args: string[], env: Record<string, string>): Promise<Started> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  const address = await printedAddress(child)
  return {
    address,
    pid: child.pid as number,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** Runs a script of Node to its end; throws when it fails. */
export async function runNode(args: string[], env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`)
}

function printedAddress(child: ChildProcess): Promise<string> {
  let printed = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (part: Buffer) => {
      printed += part
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
      // The line is whole only once another has begun or it has ended.
      if (address && printed.slice(printed.indexOf(address)).length > address.length) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it printed an address: ${printed}`)))
  })
}

/** Hundredths of a second on Linux (USER_HZ, man 5 proc). */
const TICK_MS = 10

/** Milliseconds of CPU of one process so far; 0 where /proc is not there or the process has gone. */
export function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

/** The server processes of one Postgres database, by the title each gives itself. */
export function backendsOf(database: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids
    .map(Number)
    .filter((pid) => titleOf(pid).startsWith('postgres:') && titleOf(pid).includes(` ${database} `))
}

function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH')
      return ''
    throw error
  }
}
