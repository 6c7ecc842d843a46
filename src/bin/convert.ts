/** node src/bin/convert.ts <file> > lines.jsonl: an export of another system as lines of the import format. */
import { once } from 'node:events'
import { startTally } from '../import/report.ts'
import { reportText } from '../import/report-text.ts'
import { UnreadableFile } from '../import/rows.ts'
import { openSource } from '../import/sources.ts'

async function main(): Promise<void> {
  const [path] = process.argv.slice(2)
  if (path === undefined)
    throw new UnreadableFile('Name the file to convert: node src/bin/convert.ts <file> > lines.jsonl')
  const source = await openSource(path)
  const tally = startTally(path)
  let index = 0
  for await (const row of source.rows()) {
    const ref = { index, line: row.line, changes: 'changes' in row ? row.changes : [] }
    index += 1
    if ('refused' in row) tally.refuse(ref, row.refused)
    else {
      tally.take(ref, [])
      for (const record of row.records) {
        if (!process.stdout.write(`${JSON.stringify(record)}\n`)) await once(process.stdout, 'drain')
      }
    }
  }
  console.error(reportText(tally.report()))
}

main().catch((error) => {
  console.error(error instanceof UnreadableFile ? error.message : error)
  process.exit(1)
})
