import type { ReactNode } from 'react'

/** Makes a link out of a part of a sentence, so that each language can put it where it belongs. */
export type Linked = (text: string) => ReactNode
