import { expect, test } from 'vitest'
import { blocksOf } from '../../src/web/address.ts'

test('an IPv4 address is a household, and its /24 the neighbourhood', () => {
  expect(blocksOf('203.0.113.77')).toEqual({ host: '203.0.113.77', network: '203.0.113.0/24' })
})

test('an IPv4 address written as IPv6 is the same household', () => {
  expect(blocksOf('::ffff:203.0.113.77')).toEqual(blocksOf('203.0.113.77'))
})

test('all addresses of an IPv6 /64 are one household, of a /48 one neighbourhood', () => {
  const one = blocksOf('2001:db8:12:34:aaaa:bbbb:cccc:dddd')
  expect(one).toEqual({ host: '2001:db8:12:34::/64', network: '2001:db8:12::/48' })
  expect(blocksOf('2001:0db8:0012:0034::1')).toEqual(one)
  expect(blocksOf('2001:DB8:12:34::')).toEqual(one)
  expect(blocksOf('2001:db8:12:35::1')).toEqual({ host: '2001:db8:12:35::/64', network: '2001:db8:12::/48' })
})

test('short forms and zones are read', () => {
  expect(blocksOf('::1')).toEqual({ host: '0:0:0:0::/64', network: '0:0:0::/48' })
  expect(blocksOf('fe80::1%eth0')).toEqual({ host: 'fe80:0:0:0::/64', network: 'fe80:0:0::/48' })
})
