import { BlockList, isIP } from 'node:net'

/**
 * Reads a comma-separated list of addresses and subnets (CIDR).
 *
 * @returns null where one of them is neither
 */
export function readTrustedProxies(text: string): BlockList | null {
  const trusted = new BlockList()
  for (const entry of text.split(',').map((one) => one.trim())) {
    if (!addEntry(trusted, entry)) return null
  }
  return trusted
}

function addEntry(trusted: BlockList, entry: string): boolean {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
  const version = isIP(address)
  if (version === 0 || address.includes('%')) return false
  const bits = version === 4 ? 32 : 128
  const length = prefix === undefined ? bits : Number(prefix)
  if (length > bits) return false
  trusted.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6')
  return true
}
