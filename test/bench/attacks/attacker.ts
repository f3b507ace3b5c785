// A process that attacks: attacker.ts URL ATTACK SECONDS RATE GROUP. It prints what was answered, by status.
import autocannon from 'autocannon'
import { attacks, networksOf } from './attack-list.ts'

const [url = '', name = '', seconds = '', rate = '', group = ''] = process.argv.slice(2)
const ask = attacks[name]
if (!ask) throw new Error(`there is no attack "${name}"`)

const networks = networksOf(Number(group))
let index = 0
const result = await autocannon({
  url,
  connections: networks.length,
  duration: Number(seconds),
  overallRate: Number(rate),
  requests: [
    {
      setupRequest: (request) => {
        index += 1
        const { headers = {}, ...asked } = ask(index)
        const network = networks[index % networks.length] ?? ''
        return { ...request, ...asked, headers: { ...headers, 'X-Forwarded-For': network } }
      },
    },
  ],
})
process.stdout.write(
  JSON.stringify(
    Object.entries(result.statusCodeStats ?? {}).map(([status, { count = 0 }]) => [status, count]),
  ),
)
