import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkToken } from '../../src/people/secret-links.ts'
import { formTo } from '../support/html.ts'
import { makePerson } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const post = (by: Browser, path: string, fields: Record<string, string> = {}) => by.post(path).type('form').send(fields)
const newest = () => site.house.db.selectFrom('tickets').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
const mailsTo = async (to: string) =>
  (await site.house.db.selectFrom('outbox').select('message').orderBy('id').execute())
    .map(({ message }) => message as { to: string; name: string; link: string; language: string })
    .filter((mail) => mail.to === to)
const linkOf = ({ id, link_version: version }: { id: number; link_version: number }) =>
  `/t/${linkToken(site.house.secret, { id, version })}`

/** The form as the page gives it, filled in. */
async function filled(path: string, fields: Record<string, string>): Promise<Record<string, string>> {
  const { text } = await mira.get(path).expect(200)
  return { ...formTo(text, path.split('?')[0] as string).fields, ...fields }
}

describe('a ticket opened for a customer', () => {
  test('is theirs, with the channel and the original post noted for staff alone', async () => {
    const form = await filled('/desk/new', {
      name: 'Rana',
      email: 'rana@example.org',
      language: 'ar',
      title: 'The invoice shows last year',
      text: 'She says the invoice shows last year.',
      channel: 'social',
      channel_url: 'https://social.example/posts/canarypost',
      visibility: 'public',
    })
    const sent = await post(mira, '/desk/new', form).expect(303)
    const ticket = await newest()
    expect(sent.headers.location).toBe(`/desk/tickets/${ticket.id}?did=opened_for`)
    expect(ticket).toMatchObject({
      requester_name: 'Rana',
      by_staff: false,
      channel: 'social',
      review_state: 'approved',
    })
    expect(ticket.waiting_since).not.toBeNull()
    const desk = (await mira.get(sent.headers.location as string).expect(200)).text
    expect(desk).toContain('Opened by the team for the customer: Social network')
    expect(desk).toContain('https://social.example/posts/canarypost')
    const page = (await site.visitor().get(`/tickets/${ticket.id}-${ticket.slug}`).expect(200)).text
    expect(page).toContain('Rana')
    expect(page).not.toMatch(/canarypost|rana@example\.org|Social network/)
    expect(await mailsTo('rana@example.org')).toMatchObject([
      { name: 'ticket_received', link: linkOf(ticket), language: 'ar' },
    ])
    const rana = site.visitor()
    await rana.get(linkOf(ticket)).expect(303)
    await post(rana, `/tickets/${ticket.id}/replies`, { text: 'It does indeed.' }).expect(303)
    const reply = await site.house.db.selectFrom('replies').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(reply).toMatchObject({ by_requester: true, author_name: 'Rana' })
    // The same form again is the same ticket.
    await post(mira, '/desk/new', form).expect(303)
    expect((await newest()).id).toBe(ticket.id)
  })

  test('asks first what everybody may read of it; what is hidden stays with the team', async () => {
    const words = { title: 'A login fails', text: 'Their password is hushword77 they say.' }
    const form = await filled('/desk/new', { ...words, visibility: 'public' })
    const { id: last } = await newest()
    const asked = await post(mira, '/desk/new', form).expect(200)
    expect(asked.text).toContain('<mark>hushword77</mark>')
    expect((await newest()).id).toBe(last)
    const { fields } = formTo(asked.text, '/desk/new')
    const guarded = String(fields.guarded)
    const hide = Object.fromEntries(guarded.split(',').map((key) => [`hide_${key}`, '1']))
    await post(mira, '/desk/new', { ...form, guarded, ...hide }).expect(303)
    const ticket = await newest()
    const page = (await site.visitor().get(`/tickets/${ticket.id}-${ticket.slug}`).expect(200)).text
    expect(page).toContain('access key removed')
    expect(page).not.toContain('hushword77')
    expect((await mira.get(`/desk/tickets/${ticket.id}`)).text).toContain('hushword77')
    // For the team alone, nothing is asked.
    const closed = await filled('/desk/new', { ...words, visibility: 'private' })
    await post(mira, '/desk/new', closed).expect(303)
  })

  test('never binds somebody who is only known by that address', async () => {
    const known = await site.known()
    await site.house.db
      .updateTable('people')
      .set({ email: 'sam@example.org' })
      .where('id', '=', known.personId)
      .execute()
    const form = await filled('/desk/new', { email: 'sam@example.org', title: 'Not theirs', text: 'canary words' })
    await post(mira, '/desk/new', form).expect(303)
    const ticket = await newest()
    expect(ticket).toMatchObject({ visibility: 'private' })
    expect(ticket.requester_id).not.toBe(known.personId)
    await known.get(`/tickets/${ticket.id}`).expect(404)

    const asked = await filled(`/desk/new?person=${known.personId}`, { title: 'Theirs', text: 'He rang again.' })
    await post(mira, '/desk/new', asked).expect(303)
    const theirs = await newest()
    expect(theirs.requester_id).toBe(known.personId)
    await known.get(`/tickets/${theirs.id}-${theirs.slug}`).expect(200)
  })

  test('puts no name on a public page that was told in private', async () => {
    const person = await makePerson(site.house, { name: 'Katarzyna Wolska' })
    const form = await filled(`/desk/new?person=${person}`, { title: 'Rang us', text: 'How?', visibility: 'public' })
    await post(mira, '/desk/new', form).expect(303)
    const ticket = await newest()
    expect(ticket).toMatchObject({ visibility: 'public', requester_id: person })
    const { text } = await site.visitor().get(`/tickets/${ticket.id}-${ticket.slug}`).expect(200)
    expect(text).not.toContain('Wolska')
  })

  test('takes addresses of the web only, and gives back what was typed', async () => {
    for (const channel_url of ['javascript:alert(1)', 'data:text/html,x', 'somewhere', 'https://']) {
      const form = await filled('/desk/new', { title: 'Kept title', text: 'Kept text', channel_url })
      const { text } = await post(mira, '/desk/new', form).expect(422)
      expect(text).toContain('begins with https://')
      expect(text).toContain('Kept text')
    }
    const staffPerson = await filled('/desk/new', { title: 'x', text: 'y', person: String(mira.made.personId) })
    expect((await post(mira, '/desk/new', staffPerson).expect(422)).text).toContain('not known any more')
    await post(site.visitor(), '/desk/new', { title: 'x', text: 'y' }).expect(303)
  })
})

describe('writing to a customer first', () => {
  test('is a private ticket in the agent’s name that waits for its reader, with the secret link by mail', async () => {
    const form = await filled('/desk/new/contact', {
      name: 'Oksana',
      email: 'oksana@example.org',
      title: 'Your certificate runs out',
      text: 'canaryletter: it runs out on Friday.',
    })
    await post(mira, '/desk/new/contact', form).expect(303)
    const ticket = await newest()
    expect(ticket).toMatchObject({ visibility: 'private', phase: 'waiting', waiting_since: null, by_staff: true })
    const [mail] = await mailsTo('oksana@example.org')
    expect(mail).toMatchObject({ name: 'ticket_contact', link: linkOf(ticket) })
    expect(JSON.stringify(mail)).not.toContain('canaryletter')
    await site.visitor().get(`/tickets/${ticket.id}`).expect(404)

    const oksana = site.visitor()
    await oksana.get(linkOf(ticket)).expect(303)
    const page = (await oksana.get(`/tickets/${ticket.id}-${ticket.slug}`).expect(200)).text
    expect(page).toContain(mira.made.name)
    expect(page).toContain('canaryletter')
    await post(oksana, `/tickets/${ticket.id}/replies`, {
      text: 'Thank you for telling me! How do I renew it?',
    }).expect(303)
    expect(await newest()).toMatchObject({ phase: 'open', waiting_since: expect.any(Date) })
    const after = (await oksana.get(`/tickets/${ticket.id}-${ticket.slug}`).expect(200)).text
    expect(after).toContain('Oksana')
  })

  test('needs an address to write to', async () => {
    const form = await filled('/desk/new/contact', { title: 'Hello', text: 'Are you there?' })
    await post(mira, '/desk/new/contact', form).expect(422)
    const silent = await makePerson(site.house, { name: 'Silent' })
    const known = await filled(`/desk/new/contact?person=${silent}`, { title: 'Hello', text: 'Are you there?' })
    expect((await post(mira, '/desk/new/contact', known).expect(422)).text).toContain('has left no address')
  })
})
