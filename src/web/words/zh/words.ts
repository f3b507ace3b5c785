import type { en as shape } from '../en/words.ts'
import { forms } from './forms.ts'
import { frame } from './frame.ts'
import { how } from './how.ts'
import { leaving } from './leaving.tsx'
import { marks } from './marks.tsx'
import { problems } from './problems.tsx'
import { profile } from './profile.ts'
import { reading } from './reading.tsx'
import { seeds } from './seeds.tsx'
import { subscribing } from './subscribing.tsx'
import { topics } from './topics.ts'
import { whyNot } from './why-not.ts'

export const zh: typeof shape = {
  /** For `lang` in HTML, and for headers. */
  tag: 'zh-Hans',
  /** How the language calls itself. */
  name: '中文',
  forms,
  frame,
  reading,
  subscribing,
  leaving,
  marks,
  seeds,
  problems,
  profile,
  topics,
  how,
  whyNot,
}
