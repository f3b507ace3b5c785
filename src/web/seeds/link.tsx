import { routes } from '../../routes.ts'
import { useWords } from '../page/speech.tsx'

/** The way from what someone chooses to the papers that they start from. */
export function StartFromPapers({ token }: { token: string }) {
  const { link, linkHint } = useWords().seeds
  return (
    <p>
      <a href={routes.seeds.href({ token })}>{link}</a> <span className="hint">{linkHint}</span>
    </p>
  )
}
