import { expect, test } from 'vitest'
import { ConfigWrong, readConfig } from '../src/config.ts'

test('an empty environment is enough', () => {
  expect(readConfig({})).toMatchObject({
    siteUrl: 'http://localhost:3000',
    port: 3000,
    databaseUrl: undefined,
    secure: false,
  })
})

test('an empty value counts as not set', () => {
  expect(readConfig({ DATABASE_URL: '', PORT: '' })).toMatchObject({ port: 3000, databaseUrl: undefined })
  expect(readConfig({ PORT: '8080' })).toMatchObject({ siteUrl: 'http://localhost:8080' })
})

test('https turns on what needs it', () => {
  expect(readConfig({ SITE_URL: 'https://help.example.com/' })).toMatchObject({
    siteUrl: 'https://help.example.com',
    secure: true,
  })
})

test('every wrong value is named in one message', () => {
  const wrong = {
    SITE_URL: 'example.com',
    PORT: '99999',
    DATABASE_URL: 'mysql://x',
    SECRET: 'short',
    TRUST_PROXY: '1',
    LOG_LEVEL: 'loud',
    MAIL_FROM: 'me',
  }
  let message = ''
  try {
    readConfig(wrong)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigWrong)
    message = (error as Error).message
  }
  for (const name of Object.keys(wrong)) expect(message).toContain(name)
})

test.each(['10.0.0.1', '10.0.0.0/8, loopback', 'fd00::/8'])('a proxy is believed by its address: %s', (networks) => {
  expect(readConfig({ TRUST_PROXY: networks }).trustProxy).toEqual(networks.split(',').map((part) => part.trim()))
})

test.each(['1', 'true', '10.0.0.0/33', '10.0.0.1/8/8', '10.0.0', 'proxy.example'])('%s names no proxy', (text) => {
  expect(() => readConfig({ TRUST_PROXY: text })).toThrow(/TRUST_PROXY/)
})
