/** The words of HTML, a line for each block. Linear, since the HTML may be hostile. */
export function wordsOfHtml(html: string): string {
  return html
    .slice(0, longestHtml)
    .replace(/<(style|script|title)\b[^>]{0,500}>[^<]{0,20000}<\/\1>/gi, ' ')
    .replace(/<(?:br|\/?p|\/?div|\/?tr|\/?td|\/?h\d|\/?li)\b[^<>]{0,500}>/gi, '\n')
    .replace(/<[/!a-z][^<>]{0,1000}>/gi, '')
    .replace(
      /&(lt|gt|amp|quot|nbsp|#39|#x27);/gi,
      (_all, name: string) => entities[name.toLowerCase()] ?? ' ',
    )
}

const longestHtml = 60_000
const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
  '#x27': "'",
}
