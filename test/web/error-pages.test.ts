/** What a person typed is given back whenever it could not be stored, and no error says more than it should. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultOf, Gone, isDatabaseAway, NotFound, Refused, TooOften } from '../../src/web/errors.ts'
import { formTo } from '../support/html.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

describe('an error page', () => {
  test('gives back what was typed, to be sent again to the same address', async () => {
    const typed = { title: 'My words', text: 'First line\n\n<script>second</script> & third', email: 'ada@example.org' }
    const answer = await site.visitor().post('/no-such-address').type('form').send(typed)
    expect(answer.status).toBe(404)
    const form = formTo(answer.text, '/no-such-address')
    expect({ ...form.fields, text: form.fields.text?.replace(/\r\n/g, '\n') }).toEqual(typed)
    expect(answer.text).not.toContain('<script>second')
  })

  test('never gives back a password', async () => {
    const typed = { email: 'ada@example.org', password: 'correct horse', new_password: 'battery staple' }
    const { text } = await site.visitor().post('/no-such-address').type('form').send(typed)
    expect(text).not.toMatch(/correct horse|battery staple/)
    expect(text).toContain('ada@example.org')
  })

  test('is never listed by search engines', async () => {
    const answer = await site.visitor().get('/no-such-address')
    expect(answer.headers['x-robots-tag']).toBe('noindex')
    expect(answer.text).toMatch(/<meta name="robots" content="noindex">/)
    expect(answer.text).not.toMatch(/rel="canonical"|property="og:/)
  })

  test('cannot be made to say somebody else’s words by a link to it', async () => {
    const { text } = await site.visitor().get('/no-such-address/%3Cscript%3Ealert(1)%3C/script%3E?q=%22%3E%3Cb%3Ehi')
    expect(text).not.toMatch(/<script>alert|<b>hi/)
    const shown = text.slice(text.indexOf('<main'), text.indexOf('</main>'))
    expect(shown).not.toMatch(/no-such-address|alert/)
  })
})

describe('when the database fails in a way nobody foresaw', () => {
  test('the answer is a 500 page with the text in it and nothing of the fault', async () => {
    const visitor = site.visitor()
    const { text: page } = await visitor.get('/tickets/new')
    const fields = { ...formTo(page, '/tickets').fields, title: 'Keep these words', text: 'All of them.', seen: '1' }
    await site.house.db.schema.alterTable('ticket_people').renameTo('hidden').execute()
    try {
      const answer = await visitor.post('/tickets').type('form').send(fields)
      expect(answer.status).toBe(500)
      expect(formTo(answer.text, '/tickets').fields).toMatchObject({ title: 'Keep these words', text: 'All of them.' })
      expect(answer.text).not.toMatch(/ticket_people|relation|42P01|node_modules|at \w+ \(/)
    } finally {
      await site.house.db.schema.alterTable('hidden').renameTo('ticket_people').execute()
    }
    // The same form sent again: now it is stored, once.
    const again = await visitor.post('/tickets').type('form').send(fields)
    expect(again.status).toBe(303)
  })
})

describe('the table of faults', () => {
  test.each([
    ['an unknown thing', new NotFound(), 404],
    ['a thing that was removed', new Gone(), 410],
    ['a rule that says no', new Refused('errors.admin_only'), 409],
    ['too many in a short time', new TooOften(3), 429],
    ['a fault of ours', new TypeError('x is not a function'), 500],
    ['a thrown string', 'oops', 500],
    ['nothing at all', undefined, 500],
    ['a status of Fastify', Object.assign(new Error(''), { statusCode: 413 }), 413],
    ['a status we have no words for', Object.assign(new Error(''), { statusCode: 418 }), 418],
    ['a status that is none', Object.assign(new Error(''), { statusCode: 200 }), 500],
  ])('answers %s', (_, error, status) => {
    expect(faultOf(error).status).toBe(status)
  })

  test.each([
    ['no server listens', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true],
    [
      'both addresses of a server refuse',
      new AggregateError([Object.assign(new Error(''), { code: 'ECONNREFUSED' })]),
      true,
    ],
    ['the socket of a server is gone', Object.assign(new Error(''), { code: 'ENOENT', syscall: 'connect' }), true],
    ['the connection broke', new Error('Connection terminated unexpectedly'), true],
    ['the pool is used up', new Error('timeout exceeded when trying to connect'), true],
    ['the server shuts down', Object.assign(new Error(''), { code: '57P01' }), true],
    ['a statement took too long', Object.assign(new Error(''), { code: '57014' }), true],
    ['too many connections', Object.assign(new Error(''), { code: '53300' }), true],
    ['a unique key is taken', Object.assign(new Error(''), { code: '23505' }), false],
    ['a file of ours is missing', Object.assign(new Error(''), { code: 'ENOENT', syscall: 'open' }), false],
    ['a fault of ours', new TypeError('x'), false],
  ])('takes it for a database that is away, or not: %s', (_, error, away) => {
    expect(isDatabaseAway(error)).toBe(away)
    expect(faultOf(error).status === 503).toBe(away)
  })
})
