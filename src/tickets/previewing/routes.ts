import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { House } from '../../house.ts'
import { renderMarkdown } from '../../text/markdown.ts'
import { lines, readForm } from '../../web/forms.ts'
import { TEXT_MAX } from '../writing.ts'

const PreviewForm = z.object({ text: lines(TEXT_MAX) })

export function previewingRoutes(app: FastifyInstance, house: House): void {
  /** A text as it would look, for the script behind the Preview button; made by what makes the published text. */
  app.post('/preview', { config: { access: 'anyone' } }, async (request, reply) => {
    const read = readForm(PreviewForm, request.body)
    const author = request.viewer.staff ? 'staff' : 'visitor'
    const textHtml = read.ok && renderMarkdown(read.value.text, { author, siteUrl: house.config.siteUrl })
    return reply.code(read.ok ? 200 : 422).part('tickets/previewing/preview', { textHtml: textHtml || '' })
  })
}
