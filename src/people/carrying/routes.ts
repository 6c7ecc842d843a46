/** A visitor's tickets on a second device: a link that works once, within the hour, and only by a button behind it. */
import type { FastifyInstance } from 'fastify'
import type { Db } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { useLimits } from '../../screening/commands.ts'
import { senderOf } from '../../screening/sender.ts'
import { setCookie } from '../../web/cookies.ts'
import { Refused } from '../../web/errors.ts'
import { deadLinkPage } from '../dead-link.ts'
import { findLink, makeLink, takeLink } from '../one-time-links.ts'
import { type LinkedTicket, rememberLink } from '../secret-links.ts'
import { carryPath, myUrl } from '../urls.ts'
import { giveKey, KEY_SECONDS } from '../visitor-key.ts'
import { CARRY_MINUTES, carryPage, takePage } from './pages.ts'

type Token = { Params: { token: string } }
const config = { access: 'anyone' as const }

/** `ownLinks` gives secret links to the tickets a person asked: the room of tickets hands it in. */
export function carryingRoutes(
  app: FastifyInstance,
  house: House,
  ownLinks: (db: Db, personId: number) => Promise<LinkedTicket[]>,
): void {
  app.post(carryPath(), { config }, async (request, reply) => {
    const { personId, staff } = request.viewer
    if (personId === null) throw new Refused('carrying.nothing')
    // A key of a member of staff would read what was written to them without their password.
    if (staff) throw new Refused('carrying.staff')
    await useLimits(house.db, 'carry', senderOf(request, house.secret))
    const expiresAt = new Date(Date.now() + CARRY_MINUTES * 60_000)
    const link = { purpose: 'carry' as const, personId, expiresAt }
    const token = await house.db.transaction().execute((trx) => makeLink(trx, link))
    return reply.page(carryPage(reply.words(), house.config.siteUrl + carryPath(token)))
  })

  app.get<Token>(carryPath(':token'), { config }, async (request, reply) => {
    const { token } = request.params
    const link = await findLink(house.db, 'carry', token)
    if (!link) return reply.page(deadLinkPage(reply.words(), 'carry'))
    const { personId } = request.viewer
    const own = personId === null || personId === link.person_id ? [] : await ownLinks(house.db, personId)
    return reply.page(takePage(reply.words(), token, own.length))
  })

  app.post<Token>(carryPath(':token'), { config }, async (request, reply) => {
    const { personId, staff, linkedTickets } = request.viewer
    if (staff) throw new Refused('carrying.staff')
    const taken = await house.db.transaction().execute(async (trx) => {
      const link = await takeLink(trx, 'carry', request.params.token)
      if (!link?.person_id) return undefined
      const own = personId === null || personId === link.person_id ? [] : await ownLinks(trx, personId)
      return { key: await giveKey(trx, link.person_id), own }
    })
    if (!taken) return reply.page(deadLinkPage(reply.words(), 'carry'))
    // What this browser had of its own stays open in it by secret links. The two people are not made one: whoever sent
    // the link would else read the tickets of whoever was talked into the button.
    const { own } = taken
    if (own.length > 0) {
      const [newest, ...rest] = [...own, ...linkedTickets]
      if (newest) setCookie(reply, house.config, 'links', rememberLink(house.secret, rest, newest))
    }
    setCookie(reply, house.config, 'key', taken.key, KEY_SECONDS)
    return reply.redirect(myUrl(), 303)
  })
}
