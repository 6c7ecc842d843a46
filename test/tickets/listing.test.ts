import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MadeCategory, makeCategory, makeReply, makeStaff, makeTicket, makeTickets } from '../support/make.ts'
import { openSite, SITE_URL, type Site } from '../support/site.ts'
import { statementsOf } from '../support/statements.ts'

let site: Site

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

async function titles(url: string): Promise<string[]> {
  const { text } = await site.visitor().get(url).expect(200)
  return titlesIn(text)
}

function titlesIn(html: string): string[] {
  return [...html.matchAll(/class="row-title"><a href="[^"]*"[^>]*>([^<]*)</g)].map((match) => match[1] as string)
}

const nextUrl = (html: string) => /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
const previousUrl = (html: string) => /rel="prev" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')

describe('the list of tickets', () => {
  let billing: MadeCategory
  beforeAll(async () => {
    site = await openSite()
    const mira = await makeStaff(site.house)
    billing = await makeCategory(site.house, { slug: 'billing', names: { en: 'Billing', ru: 'Оплата' } })
    const question = await makeTicket(site.house, { title: 'Q', category: billing, votes: 2, createdAt: hoursAgo(9) })
    await makeTicket(site.house, {
      title: 'P',
      kind: 'problem',
      status: 'fixed',
      tags: ['api'],
      createdAt: hoursAgo(8),
    })
    await makeTicket(site.house, { title: 'I', kind: 'idea', status: 'planned', votes: 9, createdAt: hoursAgo(7) })
    await makeTicket(site.house, { title: 'T', kind: 'thanks', tags: ['api', 'kind words'], createdAt: hoursAgo(6) })
    await makeReply(site.house, question, { staff: mira })
    await site.house.db.updateTable('tickets').set({ activity_at: new Date() }).where('id', '=', question.id).execute()
  })
  afterAll(() => site.close())

  test('shows the newest first, and sorts by activity and votes when asked', async () => {
    expect(await titles('/tickets')).toEqual(['T', 'I', 'P', 'Q'])
    expect(await titles('/tickets?sort=activity')).toEqual(['Q', 'T', 'I', 'P'])
    expect(await titles('/tickets?sort=votes')).toEqual(['I', 'Q', 'T', 'P'])
  })

  test('filters by kind, category, tag and answered, alone and together', async () => {
    expect(await titles('/tickets?kind=idea')).toEqual(['I'])
    expect(await titles('/tickets?category=billing')).toEqual(['Q'])
    expect(await titles('/tickets?tag=api')).toEqual(['T', 'P'])
    expect(await titles('/tickets?tag=kind+words')).toEqual(['T'])
    expect(await titles('/tickets?answered=yes')).toEqual(['Q'])
    expect(await titles('/tickets?answered=no')).toEqual(['T', 'I', 'P'])
    expect(await titles('/tickets?tag=api&kind=problem&answered=no&sort=votes')).toEqual(['P'])
    expect(await titles('/tickets?kind=idea&tag=api')).toEqual([])
  })

  test('filters by a status as people see it: the same name of all kinds is one choice', async () => {
    const status = (kind: 'question' | 'problem' | 'idea', key: string) =>
      site.house.taxonomy.now.byKind[kind].find(({ message_key }) => message_key === key)?.id
    expect(await titles(`/tickets?status=${status('question', 'new')}`)).toEqual(['Q'])
    expect(await titles(`/tickets?status=${status('problem', 'new')}`)).toEqual(['Q'])
    expect(await titles(`/tickets?status=${status('idea', 'planned')}`)).toEqual(['I'])
    expect(await titles(`/tickets?kind=problem&status=${status('problem', 'fixed')}`)).toEqual(['P'])
    const { text } = await site.visitor().get('/tickets')
    expect(text.match(/<option[^>]*>New<\/option>/g)).toHaveLength(1)
  })

  test('shows nothing for a tag that nobody has, as for one that no public ticket has', async () => {
    await makeTicket(site.house, { visibility: 'private', tags: ['acme-corp'] })
    const unknown = await site.visitor().get('/tickets?tag=no-such')
    const hidden = await site.visitor().get('/tickets?tag=acme-corp')
    expect(titlesIn(unknown.text)).toEqual([])
    expect(hidden.text).toBe(unknown.text.replaceAll('no-such', 'acme-corp'))
  })

  test('leaves out what it does not understand', async () => {
    const odd =
      'kind=nonsense&status=999999999999&category=../x&sort=;drop&answered=maybe&older=zz&newer[]=1&kind[]=idea'
    expect(await titles(`/tickets?${odd}`)).toEqual(['T', 'I', 'P', 'Q'])
    expect(await titles('/tickets?older=%00&tag=%00')).toEqual(['T', 'I', 'P', 'Q'])
  })

  test('works as a plain form: every filter is a named control that keeps its choice', async () => {
    const { text } = await site.visitor().get('/tickets?kind=idea&category=billing&answered=no&sort=votes&tag=api')
    expect(text).toMatch(/<form class="filters" action="\/tickets"/)
    expect(text).toMatch(/<select[^>]*name="kind"[\s\S]*?<option value="idea" selected>/)
    expect(text).toMatch(/<option value="billing" selected>Billing</)
    expect(text).toMatch(/<option value="votes" selected>/)
    expect(text).toContain('<input type="hidden" name="answered" value="no">')
    expect(text).toContain('<input type="hidden" name="tag" value="api">')
  })

  test('is listed by engines whole, and by one kind, category or tag alone; not in other cuts of the same rows', async () => {
    const robots = async (url: string) => (await site.visitor().get(url).expect(200)).headers['x-robots-tag']
    for (const url of [
      '/tickets',
      '/tickets?kind=idea',
      '/tickets?category=billing',
      '/tickets?tag=api',
      '/tickets?kind=',
    ]) {
      expect([url, await robots(url)]).toEqual([url, undefined])
    }
    for (const query of [
      'sort=votes',
      'answered=yes',
      'status=1',
      'kind=idea&tag=api',
      'kind=idea&sort=votes',
      'tag=none',
    ]) {
      expect([query, await robots(`/tickets?${query}`)]).toEqual([query, 'noindex'])
    }
  })

  test('names one address for each list, without what says nothing', async () => {
    const canonical = async (url: string) =>
      /rel="canonical" href="([^"]+)"/.exec((await site.visitor().get(url)).text)?.[1]?.replaceAll('&amp;', '&')
    expect(await canonical('/tickets?utm_source=x&kind=&sort=newest')).toBe(`${SITE_URL}/tickets`)
    expect(await canonical('/tickets?sort=votes&kind=idea')).toBe(`${SITE_URL}/tickets?kind=idea&sort=votes`)
    expect(await canonical('/tickets?category=billing')).toBe(`${SITE_URL}/categories/billing`)
    expect(await canonical('/tickets?tag=kind+words')).toBe(`${SITE_URL}/tags/kind%20words`)
  })

  test('speaks the reader’s language, and says so to caches', async () => {
    const { text, headers } = await site.visitor().get('/tickets').set('accept-language', 'ru')
    expect(text).toContain('Обращения')
    expect(text).toContain('>Оплата<')
    expect(headers.vary).toContain('Accept-Language')
    expect(headers['set-cookie']).toBeUndefined()
  })

  test('offers to ask when there is nothing', async () => {
    const { text } = await site.visitor().get('/tickets?tag=nothing-here')
    expect(text).toContain('No ticket fits all of that')
    expect(text).toContain('href="/tickets/new"')
  })

  test('costs one statement, two with a tag', async () => {
    expect(await statementsOf(site.house, () => site.visitor().get('/tickets?kind=idea&sort=votes'))).toHaveLength(1)
    expect(await statementsOf(site.house, () => site.visitor().get('/tickets?tag=api'))).toHaveLength(2)
  })
})

describe('turning pages', () => {
  let made: number[]
  beforeAll(async () => {
    site = await openSite()
    // Many of one moment and one number of votes: only the ticket's number keeps them apart.
    made = await makeTickets(site.house, 60, (n) => ({
      title: `n${n}`,
      vote_count: n % 3,
      created_at: hoursAgo(100 - Math.floor(n / 20)),
      activity_at: hoursAgo(100 - Math.floor(n / 20)),
    }))
  })
  afterAll(() => site.close())

  async function walk(url: string): Promise<string[]> {
    const seen: string[] = []
    let next: string | undefined = url
    for (let pages = 0; next && pages < 9; pages++) {
      const { text }: { text: string } = await site.visitor().get(next).expect(200)
      seen.push(...titlesIn(text))
      next = nextUrl(text)
    }
    return seen
  }

  test('shows every ticket once, in every order, and back again', async () => {
    for (const sort of ['newest', 'activity', 'votes']) {
      const seen = await walk(`/tickets?sort=${sort}`)
      expect(seen).toHaveLength(60)
      expect(new Set(seen).size).toBe(60)
    }
    const first = await site.visitor().get('/tickets')
    const second = await site.visitor().get(nextUrl(first.text) as string)
    const third = await site.visitor().get(nextUrl(second.text) as string)
    expect(nextUrl(third.text)).toBeUndefined()
    const back = await site.visitor().get(previousUrl(third.text) as string)
    expect(titlesIn(back.text)).toEqual(titlesIn(second.text))
    const top = await site.visitor().get(previousUrl(back.text) as string)
    expect(titlesIn(top.text)).toEqual(titlesIn(first.text))
    expect(previousUrl(top.text)).toBeUndefined()
  })

  test('stays in its place while tickets are asked, removed and hidden meanwhile', async () => {
    const first = await site.visitor().get('/tickets')
    const expected = titlesIn((await site.visitor().get(nextUrl(first.text) as string)).text)
    await makeTicket(site.house, { title: 'newcomer' })
    await makeTicket(site.house, { title: 'hidden newcomer', visibility: 'private' })
    const last = made[Number(titlesIn(first.text).at(-1)?.slice(1))] as number
    await site.house.db.updateTable('tickets').set({ removed_at: new Date() }).where('id', '=', last).execute()
    const second = await site.visitor().get(nextUrl(first.text) as string)
    expect(titlesIn(second.text)).toEqual(expected)
    await site.house.db.updateTable('tickets').set({ removed_at: null }).where('id', '=', last).execute()
  })

  test('keeps the filters, has an address of its own, and is not listed by engines', async () => {
    const first = await site.visitor().get('/tickets?kind=question&sort=votes')
    const url = nextUrl(first.text) as string
    expect(url).toMatch(/^\/tickets\?kind=question&sort=votes&older=[0-9a-z]+-[0-9a-z]+$/)
    const { text, headers } = await site.visitor().get(url)
    expect(text).toContain(`href="${SITE_URL}${url.replaceAll('&', '&amp;')}"`)
    expect(headers['x-robots-tag']).toBe('noindex')
  })

  test('beyond either end shows the beginning', async () => {
    const first = titlesIn((await site.visitor().get('/tickets')).text)
    expect(await titles('/tickets?older=0-0')).toEqual(first)
    expect(await titles(`/tickets?newer=${(4e15).toString(36)}-1`)).toEqual(first)
  })
})
