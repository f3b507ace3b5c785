/** Text as React writes it into HTML. */
export function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
  }
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char)
}

/** What a reader sees of an HTML mail, as one line. */
export function visibleText(html: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" }
  return html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(\w+|#x27);/g, (entity, name: string) => entities[name] ?? entity)
    .replace(/[ \n]+/g, ' ')
}

/** The size of an HTML part in quoted-printable (RFC 2045), soft line breaks included. */
export function quotedPrintableBytes(html: string): number {
  let bytes = 0
  for (const line of Buffer.from(html).toString('latin1').split('\n')) {
    const encoded = line.replace(/[^\t\x20-\x3c\x3e-\x7e]/g, '=00').length
    bytes += encoded + 2 + Math.floor(encoded / 73) * 3
  }
  return bytes
}
