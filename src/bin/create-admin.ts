/** npm run admin:create: an admin without a browser. The password is never an argument: lists of processes show those. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { translator } from '../i18n/languages.ts'
import { createAdmin } from '../people/setting-up/commands.ts'
import { explain, openDatabase } from '../server.ts'

const usage = `npm run admin:create [-- --name <name> --email <address>]

Makes an admin. On a terminal it asks for what is missing. In scripts give name and e-mail (or set ADMIN_NAME and
ADMIN_EMAIL) and the password on standard input. On the embedded database (no DATABASE_URL) the server must be
stopped first.`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { name: { type: 'string' }, email: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help) {
    console.log(usage)
    return
  }
  const connection = await openDatabase(readConfig(process.env))
  try {
    const fields = {
      name: values.name ?? process.env.ADMIN_NAME ?? (await ask('Name: ')),
      email: values.email ?? process.env.ADMIN_EMAIL ?? (await ask('E-mail: ')),
      password: await readPassword(),
    }
    const faults = Object.entries(await createAdmin(connection.db, fields))
    const t = translator('en')
    for (const [field, { key, params }] of faults) console.error(`${field}: ${t(key, params)}`)
    if (faults.length > 0) process.exitCode = 1
    else console.log(`${fields.email} is an admin now and can sign in.`)
  } finally {
    await connection.close()
  }
}

async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  for (;;) {
    const password = await ask('Password (not shown): ', true)
    if (password === (await ask('The same again: ', true))) return password
    console.error('These two differ.')
  }
}

/** '' where nobody can be asked: the form then says what is missing. */
async function ask(question: string, hidden = false): Promise<string> {
  if (!process.stdin.isTTY) return ''
  const output = hidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stdout
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  // After the interface is open: until then the terminal itself shows what is typed.
  if (hidden) process.stdout.write(question)
  try {
    return await lines.question(hidden ? '' : question)
  } finally {
    lines.close()
    if (hidden) process.stdout.write('\n')
  }
}

main().catch((error) => {
  const isUsage = String(error?.code).startsWith('ERR_PARSE_ARGS')
  console.error(isUsage ? `${error.message}\n\n${usage}` : explain(error))
  process.exitCode = 1
})
