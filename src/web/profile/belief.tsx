import { useId, type ReactNode } from 'react'
import { routes } from '../../routes.ts'

type BeliefProps = {
  token: string
  name: string
  lang: string | undefined
  /** What stands between the name and the buttons. */
  figure?: ReactNode
  /** The buttons, given the id of the name that they are about. */
  children: (nameId: string) => ReactNode
}

/** A line of the profile, with what can be done about it. */
export function Belief({ token, name, lang, figure, children }: BeliefProps) {
  const nameId = useId()
  return (
    <li className="belief">
      <span className="belief-name" id={nameId} lang={lang}>
        {name}
      </span>
      {figure}
      <form className="belief-buttons" method="post" action={routes.profile.href({ token })}>
        {children(nameId)}
      </form>
    </li>
  )
}

type ButtonProps = { what: string; label: string; about: string; fields?: Record<string, string> }

/** @param about the id of what it is about */
export function BeliefButton({ what, label, about, fields = {} }: ButtonProps) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button className="button quiet small" type="submit" name="what" value={what} aria-describedby={about}>
        {label}
      </button>
    </>
  )
}
