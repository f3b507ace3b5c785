/** A mail is read from left to right, and so is a text in which nothing goes the other way. */
export function directionOf(text: string): 'auto' | undefined {
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(text)
    ? 'auto'
    : undefined
}
