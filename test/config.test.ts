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
