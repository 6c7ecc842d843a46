/** Every route as it was declared: for 405 answers, and for tests that walk them all. */
import type { FastifyInstance } from 'fastify'
import type { Access } from './access.ts'

export type RouteLine = { method: string; url: string; access: Access | undefined }

declare module 'fastify' {
  interface FastifyInstance {
    routeTable: RouteLine[]
  }
}

/** Register before any route. */
export function keepRouteTable(app: FastifyInstance): void {
  const table: RouteLine[] = []
  app.decorate('routeTable', table)
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) table.push({ method: one, url, access: config?.access })
  })
}

/** The methods some route would take at this path. */
export function methodsAt(table: RouteLine[], path: string): string[] {
  const methods = table.filter(({ url }) => patternOf(url).test(path)).map(({ method }) => method)
  return [...new Set(methods)].sort()
}

/** Where a page that answers a form stands for whoever only looks: at the form's own address, or the nearest one above. */
export function pageAbove(table: RouteLine[], url: string): string {
  const [path = '/'] = url.split('?')
  if (path === '' || methodsAt(table, path).includes('GET')) return path || '/'
  return pageAbove(table, path.slice(0, path.lastIndexOf('/')))
}

const patterns = new Map<string, RegExp>()

function patternOf(url: string): RegExp {
  let pattern = patterns.get(url)
  if (!pattern) {
    const source = url
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+')
      .replace(/\*/g, '.*')
    pattern = new RegExp(`^${source}$`)
    patterns.set(url, pattern)
  }
  return pattern
}
