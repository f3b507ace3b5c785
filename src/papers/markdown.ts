/**
 * Text without what sources leave of Markdown and of typing: marks of emphasis, code and links, quotes and
 * dashes as LaTeX types them. Web addresses keep their characters.
 *
 * @param text one line
 */
export function withoutMarkdown(text: string): string {
  if (!/[*`]|--|\]\(/.test(text)) return text
  return text
    .replace(link, (_, words: string, address: string) =>
      words === address ? words : `${words} (${address})`,
    )
    .split(/(https?:\/\/\S+)/)
    .map((part, at) => (at % 2 === 1 ? part : plain(part)))
    .join('')
}

const link = /\[([^[\]]{1,100})\]\(([^()\s]{1,300})\)/g

function plain(text: string): string {
  return typed.reduce((rest, [pattern, shown]) => rest.replace(pattern, shown), text)
}

const typed: readonly (readonly [pattern: RegExp, shown: string])[] = [
  [/\*\*(?=\S)([^*]{1,200}?)(?<=\S)\*\*/g, '$1'],
  [/(?<![\w*])\*(?=\p{L})([^*]{1,100}?)(?<=[\p{L}\p{N})])\*(?![\w*])/gu, '$1'],
  [/`([^`']{1,100})`/g, '$1'],
  [/(?<![\w`])`([^`'\s](?:[^`']{0,98}[^`'\s])?)'(?![\w'])/g, "'$1'"],
  // A range or a pair, a pause, and an option of a program, which stays.
  [/(?<=[\p{L}\p{N}\p{Sm}%).,"'’])---(?=[\p{L}\p{N}(])| --- /gu, '—'],
  [/(?<=[\p{L}\p{N}\p{Sm}%).,"'’])--(?=[\p{L}\p{N}(])/gu, '–'],
  [/ -- /g, ' – '],
]
