/**
 * The measure: a Fastify server that does the least a page of this kind can. `/fixed` sends 12 KB as they are; `/ticket`
 * reads a ticket and its replies by two queries and fills an eta template. Started by run.ts on the same database.
 */
import { Eta } from 'eta'
import Fastify from 'fastify'
import { connect } from '../../src/db/connect.ts'

const [url = '', folder = '', id = '1'] = process.argv.slice(2)
const { db, close } = await connect({ url: url || undefined, folder })
const eta = new Eta()
eta.loadTemplate(
  '@ticket',
  `<!doctype html><html lang="<%= it.ticket.language %>"><head><meta charset="utf-8"><title><%= it.ticket.title %></title></head>
<body><h1><%= it.ticket.title %></h1><%~ it.ticket.html %>
<% for (const reply of it.replies) { %><article id="reply-<%= reply.id %>"><h2><%= reply.author_name %></h2><%~ reply.html %></article><% } %>
</body></html>`,
)
const page = `<!doctype html><title>fixed</title><p>${'twelve kilobytes '.repeat(723)}</p>`

const app = Fastify()
app.get('/fixed', (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
app.get('/ticket', async (_request, reply) => {
  const ticket = await db
    .selectFrom('tickets')
    .select(['title', 'html', 'language'])
    .where('id', '=', Number(id))
    .executeTakeFirst()
  const replies = await db
    .selectFrom('replies')
    .select(['id', 'author_name', 'html'])
    .where('ticket_id', '=', Number(id))
    .where('audience', '=', 'public')
    .orderBy('created_at')
    .execute()
  return reply.type('text/html; charset=utf-8').send(eta.render('@ticket', { ticket, replies }))
})
console.log(await app.listen({ port: 0, host: '127.0.0.1' }))
process.once('SIGTERM', () =>
  app
    .close()
    .then(close)
    .then(() => process.exit(0)),
)
