/** npm run import -- <file>…: takes a support history into the database. Format: src/import/FORMAT.md. */
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { load } from '../import/load.ts'
import { startProgress } from '../import/progress.ts'
import { reportText } from '../import/report-text.ts'
import { UnreadableFile } from '../import/rows.ts'
import { openSource } from '../import/sources.ts'
import { explain, openDatabase } from '../server.ts'

const usage = `npm run import -- <file>… [--source <name>] [--no-related]

Reads JSON Lines (see src/import/FORMAT.md), gzipped or not, and the exports named at the end of that page.
--source      a name for where the files come from; keeps their ids apart from those of other sources
--no-related  leaves the search for tickets like one another (the slowest part) to a later import

It may be stopped and started again; what is here already is left alone. On the embedded database
(no DATABASE_URL) the server must be stopped first.`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { source: { type: 'string' }, 'no-related': { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help || positionals.length === 0) {
    console.log(usage)
    return
  }
  const sources = await Promise.all(positionals.map(openSource))
  const config = readConfig(process.env)
  const connection = await openDatabase(config)
  const progress = startProgress(process.stderr)
  try {
    const options = {
      siteUrl: config.siteUrl,
      sourceName: values.source,
      related: !values['no-related'],
      onProgress: progress.at,
    }
    const reports = await load(connection.db, sources, options)
    progress.end()
    console.log(reports.map(reportText).join('\n\n'))
  } finally {
    progress.end()
    await connection.close()
  }
}

main().catch((error) => {
  console.error(error instanceof UnreadableFile ? error.message : explain(error))
  process.exit(1)
})
