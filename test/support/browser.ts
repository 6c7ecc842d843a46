/** A real browser, where the machine has one. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { freePort } from './server.ts'
import { openSite, type Site } from './site.ts'

const CHROMIUM = '/usr/bin/chromium'

export const needsBrowser = {
  skip: !existsSync(CHROMIUM),
  name: (sentence: string) => (existsSync(CHROMIUM) ? sentence : `${sentence} (SKIPPED: there is no ${CHROMIUM})`),
}

/** Nothing but the page asked for: no look-ups, no updates, no sandbox (which root cannot have). */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function openBrowser(flags: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...flags] })
}

/** A site at the address it thinks it has, as a browser must find it; `host` other than loopback needs a mapping flag. */
export async function openBrowsableSite(host = '127.0.0.1'): Promise<{ site: Site; url: string }> {
  const port = await freePort()
  const url = `http://${host}:${port}`
  return { site: await openSite({ SITE_URL: url, PORT: String(port) }), url }
}
