import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'

/** An address and how many of its first bits name the network. */
export type Subnet = [IPv4 | IPv6, number]

/**
 * Parses a comma-separated list of addresses and subnets (CIDR).
 *
 * @returns null where one of them is neither
 */
export function parseTrustedProxies(text: string): Subnet[] | null {
  const subnets = text.split(',').map((entry) => parseSubnet(entry.trim()))
  const valid = subnets.filter((subnet) => subnet !== null)
  return valid.length === subnets.length ? valid : null
}

function parseSubnet(text: string): Subnet | null {
  const isIPv4 = ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv4.isValidCIDRFourPartDecimal(text)
  const isIPv6 = !text.includes('%') && (ipaddr.IPv6.isValid(text) || ipaddr.IPv6.isValidCIDR(text))
  if (!isIPv4 && !isIPv6) return null
  const [address, bits] = ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${isIPv4 ? 32 : 128}`)
  // Clients that connect by IPv4 to an IPv6 socket are compared by their IPv4 address.
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96
  return isMapped ? [address.toIPv4Address(), bits - 96] : [address, bits]
}
