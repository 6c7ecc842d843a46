/** The environment, read once at start: every wrong or missing value is named in one message. */
import { isIP } from 'node:net'
import { z } from 'zod'

export class ConfigWrong extends Error {
  constructor(complaints: string[]) {
    super(`The settings in the environment do not work:\n${complaints.map((line) => `  - ${line}`).join('\n')}`)
    this.name = 'ConfigWrong'
  }
}

const url = (protocols: RegExp, example: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.test(new URL(text).protocol), `must be a URL such as ${example}`)

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .refine(
      (text) => /^\d+$/.test(text) && +text >= least && +text <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number)

/** '10.0.0.1', '192.168.0.0/16', 'fd00::/8' or 'loopback'. A bare number would be read as a count of hops. */
function isNetwork(text: string): boolean {
  if (text === 'loopback') return true
  const [address = '', prefix, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}

const Environment = z.object({
  SITE_URL: url(/^https?:$/, 'https://support.example.com')
    .refine((text) => !URL.canParse(text) || new URL(text).pathname === '/', 'must not have a path')
    .transform((text) => new URL(text).origin)
    .optional(),
  PORT: wholeNumber(0, 65535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  DATABASE_URL: url(/^postgres(ql)?:$/, 'postgres://user:password@localhost:5432/earshot').optional(),
  DATABASE_POOL: wholeNumber(1, 200).default(10),
  DATA_DIR: z.string().default('./data'),
  SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  SMTP_URL: url(/^smtps?:$/, 'smtp://user:password@mail.example.com:587').optional(),
  MAIL_FROM: z
    .string()
    .includes('@', 'must be an address such as Support <help@example.com>')
    .default('support@localhost'),
  TRUST_PROXY: z
    .string()
    .refine(
      (text) => text.split(',').every((part) => isNetwork(part.trim())),
      'must be addresses or networks such as 10.0.0.1,192.168.0.0/16 (a number of hops can be forged)',
    )
    .transform((text) => text.split(',').map((part) => part.trim()))
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('warn'),
})

export type Config = {
  siteUrl: string
  /** SITE_URL is https: Secure cookies, __Host- names and HSTS are on. */
  secure: boolean
  port: number
  host: string
  databaseUrl: string | undefined
  databasePool: number
  dataDir: string
  secret: string | undefined
  smtpUrl: string | undefined
  mailFrom: string
  trustProxy: string[] | undefined
  logLevel: z.infer<typeof Environment>['LOG_LEVEL']
}

/** Throws ConfigWrong. An empty value counts as not set. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const result = Environment.safeParse(set)
  if (!result.success)
    throw new ConfigWrong(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`))
  const env = result.data
  const siteUrl = env.SITE_URL ?? `http://localhost:${env.PORT}`
  return {
    siteUrl,
    secure: siteUrl.startsWith('https:'),
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    databasePool: env.DATABASE_POOL,
    dataDir: env.DATA_DIR,
    secret: env.SECRET,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    trustProxy: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
  }
}
