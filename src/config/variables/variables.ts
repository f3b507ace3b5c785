import { z } from 'zod'
import { bounceVariables } from './bounces.ts'
import { operatorVariables } from './operator.ts'
import { pageVariables } from './pages.ts'
import { sendingVariables } from './sending.ts'
import { sourceVariables } from './sources.ts'
import { storeVariables } from './store.ts'

/** Each variable, with its default. `npm run docs:write` writes docs/configuration.md and .env.example from here. */
export const variables = z.object({
  ...storeVariables,
  ...pageVariables,
  ...sendingVariables,
  ...bounceVariables,
  ...sourceVariables,
  ...operatorVariables,
})

/** Under which headings the variables are described. */
export const variableGroups = [
  { title: 'Database and keys', variables: storeVariables },
  { title: 'Web pages and brand', variables: pageVariables },
  { title: 'Sending', variables: sendingVariables },
  { title: 'Bounces and complaints', variables: bounceVariables },
  { title: 'Sources', variables: sourceVariables },
  { title: 'Operator', variables: operatorVariables },
]
