import type { Mark } from '../../marks/marks.ts'
import { routes } from '../../routes.ts'
import { useWords } from '../page/speech.tsx'

/** Whose page it is, and what they have marked. */
export type Marking = { token: string; marks: readonly Mark[] }

const formId = 'marks-form'
const kinds = ['more', 'less', 'hide', 'save'] as const

/**
 * The form of a page's `MarkButtons`, once on the page. The buttons may so stand within another form: Enter in one of its fields
 * would press the first button that is its own.
 */
export function MarkButtonsForm({ token }: { token: string }) {
  return <form id={formId} method="post" action={routes.marks.href({ token })} />
}

/** Marks a paper by one press, and tells how it is marked. */
export function MarkButtons({ token, marks, paper }: Marking & { paper: string }) {
  const { names, buttons } = useWords().marks
  const own = marks.filter((mark) => mark.paper === paper).map(({ kind }) => kind)
  return (
    <fieldset className="mark-buttons" aria-label={buttons}>
      {kinds.map((kind) => (
        <button
          key={kind}
          form={formId}
          formAction={routes.more.href({ token, paper })}
          type="submit"
          name="mark"
          value={kind}
          aria-pressed={own.includes(kind)}
        >
          {names[kind]}
        </button>
      ))}
    </fieldset>
  )
}
