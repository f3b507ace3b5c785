/** The part of an email address behind its last `@`; the whole text where it has none. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
