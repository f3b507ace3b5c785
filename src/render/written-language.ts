// Kana and Hangul are one language's own, and Han without kana is most likely Chinese.
const scripts: readonly [RegExp, string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Han}/u, 'zh-Hans'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Cyrillic}/u, 'ru'],
]
const latin = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Greek}]*$/u

/** The language that a paper's text is most likely in, by its script: for glyphs, hyphens and voices. */
export function writtenLanguage(text: string): string {
  if (latin.test(text)) return 'en'
  return scripts.find(([script]) => script.test(text))?.[1] ?? 'en'
}
