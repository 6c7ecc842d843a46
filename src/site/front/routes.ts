import type { FastifyInstance } from 'fastify'
import { listByCategory } from '../../articles/reading/queries.ts'
import type { House } from '../../house.ts'
import { openingWords } from '../../settings/opening.ts'
import { nameIn } from '../../taxonomy/rules.ts'
import { readPace } from '../../tickets/pace.ts'
import { ticketWords } from '../../tickets/rows.ts'
import { bannerWords, listRunning } from '../../tickets/running-incidents.ts'
import { ticketUrl } from '../../tickets/urls.ts'
import { readWall } from '../../tickets/wall/queries.ts'
import { frontPage } from './pages.ts'
import { listAnsweredLately, listAskedLately, listMostWanted } from './queries.ts'

export function frontRoutes(app: FastifyInstance, house: House): void {
  const { db } = house
  app.get('/', { config: { access: 'anyone' } }, async (request, reply) => {
    const [answered, asked, wanted, articles, pace, wall, running] = await Promise.all([
      listAnsweredLately(db),
      listAskedLately(db),
      listMostWanted(db),
      listByCategory(db),
      readPace(db),
      readWall(db, {}, 1),
      listRunning(db, request.viewer.personId),
    ])
    const words = ticketWords(house, reply)
    const mayVote = house.settings.now.anonymousVotes || request.viewer.staff !== null
    const incidents = running.map((incident) => bannerWords(incident, mayVote, reply.words()))
    const thank = wall.thanks.find(({ kind, excerpt }) => kind === 'thanks' && excerpt !== '')
    const thanks = thank && { text: thank.excerpt, url: ticketUrl(thank), language: thank.language }
    const sentence =
      nameIn(house.settings.now.sentence, words.language, words.siteLanguage) || words.t('frame.default_sentence')
    const opening = openingWords(house.settings.now, words)
    return reply.page(
      frontPage({ answered, asked, wanted, articles, pace, thanks, incidents, opening }, sentence, words),
    )
  })
}
