/** A bounded load from this process: so many requests by so many connections, each timed. */
import http from 'node:http'
import { backendsOf, cpuOf } from './processes.ts'

export type Asked = {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
  expect: number
}
export type Figures = { requests: number; perSecond: number; p50: number; p99: number; cpuMs: number; bytes: number }

const CONNECTIONS = 4

/**
 * Sends `count` requests made by `make` and measures; `cpuMs` is CPU per request of the server and its database's own
 * processes. Throws when an answer has another status than expected.
 */
export async function measure(
  server: { address: string; pid: number },
  database: string | undefined,
  count: number,
  make: (index: number) => Asked,
  connections = CONNECTIONS,
): Promise<Figures> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const cpu = () => cpuOf(server.pid) + (database ? backendsOf(database).reduce((sum, pid) => sum + cpuOf(pid), 0) : 0)
  for (let index = 0; index < Math.min(40, count); index++) await ask(agent, server.address, make(-1 - index))
  const times: number[] = []
  let bytes = 0
  let next = 0
  const [cpuBefore, began] = [cpu(), performance.now()]
  const worker = async () => {
    while (next < count) {
      const index = next++
      const start = performance.now()
      bytes = await ask(agent, server.address, make(index))
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const [seconds, cpuAfter] = [(performance.now() - began) / 1000, cpu()]
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    requests: count,
    perSecond: count / seconds,
    p50: at(0.5),
    p99: at(0.99),
    cpuMs: (cpuAfter - cpuBefore) / count,
    bytes,
  }
}

/** Resolves with the length of the answer's body. */
export function ask(
  agent: http.Agent,
  address: string,
  { method = 'GET', path, headers = {}, body, expect }: Asked,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(address + path, { method, agent, headers, timeout: 20_000 }, (response) => {
      let length = 0
      response.on('data', (part: Buffer) => {
        length += part.length
      })
      response.on('end', () =>
        response.statusCode === expect
          ? resolve(length)
          : reject(new Error(`${method} ${path} answered ${response.statusCode}`)),
      )
    })
    request.on('timeout', () => request.destroy(new Error(`${method} ${path} took over 20 s`)))
    request.on('error', reject)
    request.end(body)
  })
}
