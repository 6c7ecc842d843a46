/** Plausible values for the parts of every route's address, so that a test can walk them all. */
import type { RouteLine } from '../../src/web/route-table.ts'

/** Values to try, by the name of the part; `*` is the rest of the path. */
export type Parts = Record<string, readonly string[]>

/**
 * Every address a route can have with these parts. Throws for a part that is not among them: a route added with a new
 * kind of part must be walked from its first day.
 */
export function addressesOf({ url }: Pick<RouteLine, 'url'>, parts: Parts): string[] {
  const names = url.match(/:\w+|\*/g) ?? []
  return names.reduce<string[]>(
    (addresses, name) => {
      const values = parts[name.replace(':', '')]
      if (!values) {
        throw new Error(
          `The route ${url} has a part "${name}" that this walk knows no values for: add some to the parts it is given.`,
        )
      }
      return addresses.flatMap((address) =>
        values.map((value) => address.replace(name, () => (name === '*' ? value : encodeURIComponent(value)))),
      )
    },
    [url],
  )
}
