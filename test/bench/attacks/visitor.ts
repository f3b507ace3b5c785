// A process that visits the front page: visitor.ts URL SECONDS. It prints how long each visit took, in milliseconds.
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const [url = '', seconds = ''] = process.argv.slice(2)
const everyMs = 100
/** Of a network that asks for nothing else. Each visit has a connection of its own, as a new visitor has. */
const options = { agent: false, headers: { 'X-Forwarded-For': '203.0.113.5' } }

// Visits begin when they are due, whether the one before has been answered or not.
const visits: Promise<number>[] = []
for (let due = 0; due < Number(seconds) * 1000; due += everyMs) {
  visits.push(visit())
  await sleep(everyMs)
}
process.stdout.write(JSON.stringify(await Promise.all(visits)))

function visit(): Promise<number> {
  const began = performance.now()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  request(url, options, (answer) => {
    if (answer.statusCode !== 200) reject(new Error(`a visitor got ${answer.statusCode}`))
    answer.resume().once('end', () => resolve(performance.now() - began))
  })
    .on('error', reject)
    .end()
  return promise
}
