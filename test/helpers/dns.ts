import { createServer, Packet } from 'dns2'
import { onTestFinished } from 'vitest'
import { freePort } from './ports.ts'

const recordTypes = ['A', 'AAAA', 'MX', 'TXT', 'PTR', 'NS'] as const
type RecordType = (typeof recordTypes)[number]

/** What each name has, as it is written in a zone file: `{ 'example.org': { MX: ['10 mx.example.org'] } }` */
export type Zone = Record<string, Partial<Record<RecordType, string[]>>>

/**
 * A real DNS server, by UDP and TCP, on a free port of the loopback until the test is over. It is asked anew each
 * time, so a zone may change meanwhile; what is not in it does not exist.
 *
 * @returns its address, for `dnsServers`: `127.0.0.1:40053`
 */
export async function startDns(zone: Zone): Promise<string> {
  const port = await freePort()
  const server = createServer({
    udp: true,
    tcp: true,
    handle: (request, send) => void send(answer(zone, request)),
  })
  const at = { port, address: '127.0.0.1' }
  await server.listen({ udp: at, tcp: at })
  onTestFinished(() => server.close())
  return `127.0.0.1:${port}`
}

function answer(zone: Zone, request: Packet): Packet {
  const response = Packet.createResponseFromRequest(request)
  const [question] = request.questions
  const records = question && zone[question.name.toLowerCase()]
  if (!records) response.header.rcode = 3
  for (const type of recordTypes) {
    if (question?.type !== Packet.TYPE[type]) continue
    for (const value of records?.[type] ?? [])
      response.answers.push(Packet.createResourceFromQuestion(question, { ttl: 60, ...data(type, value) }))
  }
  return response
}

function data(type: RecordType, value: string) {
  if (type === 'A' || type === 'AAAA') return { address: value }
  if (type === 'PTR') return { domain: value }
  if (type === 'NS') return { ns: value }
  // A character string holds 255 octets at most, and a DKIM key needs two.
  if (type === 'TXT') return { data: value.match(/.{1,255}/g) ?? [''] }
  const [priority, exchange = ''] = value.split(' ')
  return { priority: Number(priority), exchange }
}
