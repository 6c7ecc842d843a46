/** What a request asks of the database, statement by statement. */
import type { House } from '../../src/house.ts'

/** Runs `work` and answers with the SQL of every statement sent meanwhile outside of transactions. */
export async function statementsOf(house: House, work: () => PromiseLike<unknown>): Promise<string[]> {
  const executor = house.db.getExecutor()
  const execute = executor.executeQuery
  const statements: string[] = []
  executor.executeQuery = (query, ...rest) => {
    statements.push(query.sql)
    return execute.call(executor, query, ...rest) as never
  }
  try {
    await work()
  } finally {
    executor.executeQuery = execute
  }
  return statements
}
