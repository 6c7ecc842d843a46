import type { FastifyInstance } from 'fastify'
import { sendFile, thumbnailOf } from '../../files/serve.ts'
import type { House } from '../../house.ts'
import { FOR_EVERYONE, FOR_NOBODY_ELSE, varyBy } from '../../web/cache.ts'
import { NotFound } from '../../web/errors.ts'
import { getFile } from './queries.ts'

type FileRequest = { Params: { token: string; name: string }; Querystring: { small?: unknown; download?: unknown } }

export function attachingRoutes(app: FastifyInstance, house: House): void {
  /** The name is for people and for saving; what is sent, and under which name, the row decides. */
  app.get<FileRequest>('/files/:token/:name', { config: { access: 'anyone' } }, async (request, reply) => {
    const { file, forEveryone } = await getFile(house.db, request.viewer, request.params.token)
    const served = { ...file, thumbKey: file.thumb_key, inline: file.is_inline }
    const wanted = request.query.small === undefined ? served : thumbnailOf(served)
    if (!wanted) throw new NotFound()
    varyBy(reply, 'Cookie')
    return sendFile(reply, house.files, wanted, {
      // Asked anew each time: a ticket may become private, and then nobody is to have it from a cache.
      cache: forEveryone && !request.viewer.personal ? FOR_EVERYONE : FOR_NOBODY_ELSE,
      download: request.query.download !== undefined,
    })
  })
}
