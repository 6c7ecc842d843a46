/** A NUL byte in an address names nothing, and no text with one can be asked of Postgres (SQLSTATE 22021). */
import type { FastifyInstance } from 'fastify'
import { NotFound } from './errors.ts'

export function refuseNulAddresses(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    if (Object.values(request.params as Record<string, string>).some((part) => part.includes('\0')))
      throw new NotFound()
  })
}
