/**
 * A map that starts anew when it is full, for answers that are kept to save the work of finding them again: memory stays
 * flat, and what is asked for often is soon back.
 */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly limit: number

  constructor(limit: number) {
    super()
    this.limit = limit
  }

  override set(key: Key, value: Value): this {
    if (this.size >= this.limit && !this.has(key)) this.clear()
    return super.set(key, value)
  }
}
