/** npm run migrate: brings the database up to date and says what that took. The server does the same at its start. */
import { readConfig } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { connectTo, explain } from '../server.ts'

async function main(): Promise<void> {
  const connection = await connectTo(readConfig(process.env))
  try {
    const applied = await migrate(connection)
    for (const name of applied) console.log(`Applied ${name}`)
    console.log(applied.length > 0 ? 'The database is up to date now.' : 'The database was up to date already.')
  } finally {
    await connection.close()
  }
}

main().catch((error) => {
  console.error(explain(error))
  process.exitCode = 1
})
