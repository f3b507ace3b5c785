/** A request of an attack, as autocannon takes it. */
export type Ask = { method?: 'GET' | 'POST'; path: string; body?: string; headers?: Record<string, string> }

const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** What each attack asks for. `index` is different for each request, so that nothing is answered from a cache. */
export const attacks: Record<string, (index: number) => Ask> = {
  'the largest forms': () => post('/subscribe', `topics=robotics&keywords=${'%F0%9F%92%A9,'.repeat(4500)}`),
  'sign-ups': (index) => post('/subscribe', `email=victim${index}@${index}.example.org`),
  'made-up links': (index) => ({
    path: `/preferences/AAAAAA.${index.toString(36)}.aaaaaa.${'A'.repeat(27)}`,
  }),
  'made-up parameters': (index) => ({ path: `/?utm_source=${index}&topic=robotics` }),
  searches: (index) => ({ path: `/search?q=${encodeURIComponent(`robot or language${index} "of the" -x`)}` }),
  'addresses that do not exist': (index) => ({ path: `/papers/arxiv:2605.${index}` }),
  'guessed tokens': (index) => ({
    path: '/metrics',
    headers: { Authorization: `Bearer guessed-guessed-guessed-${index}` },
  }),
}

function post(path: string, body: string): Ask {
  return { method: 'POST', path, body, headers: form }
}

/** @param group of twenty networks: what one attack has used up is not missing to the next */
export function networksOf(group: number): string[] {
  return Array.from(
    { length: 20 },
    (_, index) => `198.${18 + Math.floor(group / 12)}.${(group % 12) * 20 + index}.7`,
  )
}
