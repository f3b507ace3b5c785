import { routes } from '../../routes.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { MarkButtonsForm } from '../marks/mark-buttons.tsx'
import { LetterPage } from '../page/layout.tsx'
import { useForeign, useWords } from '../page/speech.tsx'
import { TodayPreview } from '../preferences/today-preview.tsx'
import { Belief, BeliefButton } from './belief.tsx'
import { mutedLists, statedLists, type ProfileChange, type ProfileList } from './change-profile.ts'
import { Learned } from './learned.tsx'
import { MarkEffects } from './mark-effects.tsx'
import type { ProfileView } from './view.ts'

type ProfileProps = {
  subscriber: Subscriber
  token: string
  view: ProfileView
  change?: ProfileChange | null
}

/** What is believed of someone: what they chose, what their marks taught, and what that brings today. */
export function ProfilePage({ subscriber, token, view, change = null }: ProfileProps) {
  const { profile, marks, seeds } = useWords()
  const { preferences } = subscriber
  const isShown = (lists: readonly ProfileList[]) => lists.some((list) => preferences[list].length > 0)
  const told = { ...marks.list, ...profile.changes }
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={profile.title} isPrivate>
      {change && <output className="saved">{told[change]}</output>}
      <p className="lede">{profile.lede}</p>
      <h2 className="why-day">{profile.stated}</h2>
      <p className="hint">{isShown(statedLists) ? profile.statedFirst : profile.noneStated}</p>
      <StatedLists {...{ token, subscriber }} lists={statedLists} />
      {isShown(mutedLists) && <h2 className="why-day">{profile.muted}</h2>}
      <StatedLists {...{ token, subscriber }} lists={mutedLists} />
      <p>
        <a href={routes.preferences.href({ token })}>{profile.changeAll}</a>
      </p>
      <Learned {...{ subscriber, token, view }} />
      <MarkEffects {...{ token, view }} />
      <TodayPreview
        picks={view.picks}
        pausedUntil={view.pausedUntil}
        marking={{ token, marks: view.allMarks }}
      />
      <MarkButtonsForm token={token} />
      <p className="form-note">
        <a href={routes.how.href()}>{profile.how}</a>.{' '}
        <a href={routes.feedAddresses.href({ token })}>{profile.feed.pageTitle}</a>.{' '}
        <a href={routes.seeds.href({ token })}>{seeds.title}</a>.
      </p>
    </LetterPage>
  )
}

type StatedProps = { token: string; subscriber: Subscriber; lists: readonly ProfileList[] }

function StatedLists({ token, subscriber, lists }: StatedProps) {
  const { profile, topics } = useWords()
  const foreign = useForeign()
  return lists.map((list) => {
    const values = subscriber.preferences[list]
    if (values.length === 0) return null
    const isTopics = list === 'topics' || list === 'mutedTopics'
    return (
      <section key={list}>
        <h3 className="belief-kind">{profile.lists[list]}</h3>
        <ul className="beliefs">
          {values.map((value) => (
            <Belief
              key={value}
              token={token}
              name={isTopics ? topics.name(value) : value}
              lang={isTopics ? undefined : foreign(value)}
            >
              {(about) => (
                <BeliefButton {...{ about }} what="remove" label={profile.remove} fields={{ list, value }} />
              )}
            </Belief>
          ))}
        </ul>
      </section>
    )
  })
}
