import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { House } from '../../house.ts'
import { line, lines, optional, readForm } from '../../web/forms.ts'
import { guardWords, lookOver, readChoice } from '../guard.ts'
import { NAME_MAX, TEXT_MAX, TITLE_MAX } from '../writing.ts'

const LookForm = z.object({
  title: optional(line(TITLE_MAX)),
  text: optional(lines(TEXT_MAX)),
  name: optional(line(NAME_MAX)),
  email: optional(line(254)),
})

export function guardingRoutes(app: FastifyInstance, _house: House): void {
  /** What looks private in a text that is being written, for the script beneath it; nothing is kept of it. */
  app.post('/look-over', { config: { access: 'anyone' } }, async (request, reply) => {
    const read = readForm(LookForm, request.body)
    const { title = '', text = '', name, email } = read.ok ? read.value : {}
    const found = lookOver([title, text], { email, shownName: name })
    const { t } = reply.words()
    const guard = found.length > 0 ? guardWords(found, readChoice(read.typed), t) : undefined
    return reply.part('tickets/guarding/found', { guard })
  })
}
