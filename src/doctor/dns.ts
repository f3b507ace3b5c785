import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'

/** Asks the DNS. A name or a record that does not exist is an empty answer; a server that fails is thrown. */
export type Dns = {
  txt: (name: string) => Promise<string[]>
  mx: (name: string) => Promise<{ exchange: string; priority: number }[]>
  addresses: (host: string) => Promise<string[]>
  names: (address: string) => Promise<string[]>
  /** As libraries want it, which tell what does not exist by its error. */
  resolve: (name: string, type: string) => Promise<string[] | string[][]>
}

const timeoutMs = 3000

/** @param servers `192.0.2.53` or `127.0.0.1:5353`; empty for the machine's own */
export function openDns(servers: readonly string[]): Dns {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 })
  if (servers.length > 0) resolver.setServers(servers)
  return {
    txt: async (name) => (await orNothing(resolver.resolveTxt(name))).map((strings) => strings.join('')),
    mx: (name) => orNothing(resolver.resolveMx(name)),
    addresses: async (host) => {
      if (isIP(host)) return [host]
      const [v4, v6] = [orNothing(resolver.resolve4(host)), orNothing(resolver.resolve6(host))]
      return [...(await v4), ...(await v6)]
    },
    names: (address) => orNothing(resolver.reverse(address)),
    resolve: (name, type) => resolver.resolve(name, type) as Promise<string[] | string[][]>,
  }
}

async function orNothing<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Error && /ENOTFOUND|ENODATA/.test(error.message)) return []
    throw error
  }
}
