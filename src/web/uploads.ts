/** Forms with files: routes with `upload: true` find the texts in request.body and the files in request.uploads. */
import type { FastifyInstance } from 'fastify'
import type { SentFile } from '../files/accept.ts'
import { addUploads, readMultipart } from '../files/multipart.ts'
import { FileRefused } from '../files/rules.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's form may carry files. */
    upload?: boolean
  }
  interface FastifyRequest {
    uploads: readonly (SentFile & { field: string })[]
    /** Why the files were not taken; the texts are in `body` all the same, so that the form can come back. */
    uploadRefused: FileRefused | undefined
  }
}

/** Register before the viewers' hook: a database that is away must find the texts already read. */
export async function readUploads(app: FastifyInstance): Promise<void> {
  await addUploads(app)
  app.decorateRequest('uploads')
  app.decorateRequest('uploadRefused')
  app.addHook('onRequest', async (request) => {
    request.uploads = []
    request.uploadRefused = undefined
  })
  app.addHook('preHandler', async (request, reply) => {
    if (!request.routeOptions.config.upload || !request.isMultipart()) return
    try {
      const { fields, files } = await readMultipart(request, reply)
      request.body = fields
      request.uploads = files
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      request.body = error.fields
      request.uploadRefused = error
    }
  })
}
