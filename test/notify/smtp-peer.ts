/** The other end of SMTP on a loopback port: takes mail and keeps it, or refuses as it is told. */
import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

export type TakenMail = { from: string; to: string; data: string }
export type SmtpPeer = {
  url: string
  taken: TakenMail[]
  /** Reply to RCPT TO; a 2xx one by default. */
  answerTo: (address: string) => string
  stop(): Promise<void>
}

export async function openSmtpPeer(port = 0): Promise<SmtpPeer> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)))
    converse(socket, peer)
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const peer: SmtpPeer = {
    url: `smtp://127.0.0.1:${(server.address() as { port: number }).port}`,
    taken: [],
    answerTo: () => '250 ok',
    stop() {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
  return peer
}

/** Source of the dialogue: RFC 5321, appendix D. */
function converse(socket: Socket, peer: SmtpPeer): void {
  const say = (line: string) => socket.write(`${line}\r\n`)
  let mail: TakenMail = { from: '', to: '', data: '' }
  let reading = false
  const lines = createInterface({ input: socket })
  lines.on('line', (line) => {
    if (reading) {
      if (line !== '.') {
        mail.data += `${line.replace(/^\./, '')}\n`
        return
      }
      reading = false
      peer.taken.push(mail)
      say('250 taken')
      return
    }
    const [command = ''] = line.toUpperCase().split(/[ :]/)
    if (command === 'MAIL') mail = { from: line.slice(10), to: '', data: '' }
    if (command === 'RCPT') {
      const address = /<(.*?)>/.exec(line)?.[1] ?? ''
      const answer = peer.answerTo(address)
      if (answer.startsWith('2')) mail.to = address
      say(answer)
      return
    }
    if (command === 'DATA') {
      reading = true
      say('354 go on')
      return
    }
    if (command === 'QUIT') socket.end('221 bye\r\n')
    else say(command === 'EHLO' ? '250 peer' : '250 ok')
  })
  socket.on('error', () => socket.destroy())
  say('220 peer ready')
}
