import { deskActUrl, SPOT_FIELD } from '../urls.ts'

/** Where a ticket is merged; with `into` the page that asks whether it may be. */
export function mergeUrl(id: number, spot: string, { into, reach }: { into?: number; reach?: string } = {}): string {
  const words = new URLSearchParams()
  if (into) words.set('into', String(into))
  if (reach && reach !== 'narrow') words.set('reach', reach)
  if (spot) words.set(SPOT_FIELD, spot)
  return `${deskActUrl(id, 'merge')}${words.size > 0 ? `?${words}` : ''}`
}

/** A number as agents write or paste it: '123', '#123', a ticket's address on the desk or on the site. */
export function readNumber(typed: string): string | undefined {
  return (
    /^\s*(?:#|№)?\s*([1-9]\d{0,9})\s*$/u.exec(typed)?.[1] ?? /\/tickets\/(\d{1,10})(?:[-?#/]|\s*$)/.exec(typed)?.[1]
  )
}
