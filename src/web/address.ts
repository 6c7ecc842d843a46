/** Network blocks of a visitor's address: whoever holds one address usually holds its whole block. */
import { isIPv4 } from 'node:net'

/** { host: one household (IPv4, or IPv6 /64), network: its neighbourhood (IPv4 /24, IPv6 /48) } */
export function blocksOf(ip: string): { host: string; network: string } {
  const v4 = ip.startsWith('::ffff:') ? ip.slice(7) : ip
  if (isIPv4(v4)) return { host: v4, network: `${v4.split('.').slice(0, 3).join('.')}.0/24` }
  const groups = expand(ip)
  return { host: `${groups.slice(0, 4).join(':')}::/64`, network: `${groups.slice(0, 3).join(':')}::/48` }
}

function expand(ip: string): string[] {
  const [head = '', tail = ''] = ip.split('%')[0]?.split('::') ?? []
  const start = head === '' ? [] : head.split(':')
  const end = tail === '' ? [] : tail.split(':')
  const missing = Math.max(0, 8 - start.length - end.length)
  return [...start, ...Array<string>(missing).fill('0'), ...end].map((group) =>
    group.replace(/^0+(?=.)/, '').toLowerCase(),
  )
}
