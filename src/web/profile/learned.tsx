import { routes } from '../../routes.ts'
import { mostLiftOf } from '../../select/taste.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { useForeign, useWords } from '../page/speech.tsx'
import { Belief, BeliefButton } from './belief.tsx'
import { signed } from './points.ts'
import type { ProfileView } from './view.ts'

type LearnedProps = { subscriber: Subscriber; token: string; view: ProfileView }

/** What marks and seeds have taught: words and topics, and how far they move papers. */
export function Learned({ subscriber, token, view }: LearnedProps) {
  const words = useWords().profile
  const { learned, counted } = view
  return (
    <section>
      <h2 className="why-day">{words.learned}</h2>
      {!subscriber.preferences.withLearning ? (
        <p className="hint">{words.learningIsOff}</p>
      ) : learned === null ? (
        <p className="hint">{words.noneLearned}</p>
      ) : (
        <>
          <p>{words.belief(counted, Math.round(learned.confidence * 100))}</p>
          <p className="hint">
            {words.bars(toPoints(mostLiftOf(learned)), toPoints(mostLiftOf(learned, 'typed')))}
          </p>
          <LearnedWordList {...{ token, view, learned }} />
          <LearnedTopicList {...{ subscriber, token, learned }} />
        </>
      )}
      <LeftOut {...{ token }} words={view.leftOut} />
      <p>
        <a href={routes.marks.href({ token })}>{words.allMarks}</a>
      </p>
    </section>
  )
}

type Known = NonNullable<ProfileView['learned']>

function LearnedWordList({ token, learned }: { token: string; learned: Known }) {
  const words = useWords().profile
  const foreign = useForeign()
  const all = [...learned.words.up, ...learned.words.down]
  if (all.length === 0) return null
  return (
    <>
      <h3 className="belief-kind">{words.words}</h3>
      <ul className="beliefs">
        {all.map((one) => (
          <Belief
            key={one.words}
            token={token}
            name={one.words}
            lang={foreign(one.words)}
            figure={<Bar lift={one.lift} most={mostLiftOf(learned)} />}
          >
            {(about) => (
              <BeliefButton
                {...{ about }}
                what="leave out"
                label={words.leaveOut}
                fields={{ word: one.words }}
              />
            )}
          </Belief>
        ))}
      </ul>
    </>
  )
}

type TopicProps = { subscriber: Subscriber; token: string; learned: Known }

/** What can be changed about a topic is whether it is followed or muted: the classifier gives it to papers. */
function LearnedTopicList({ subscriber, token, learned }: TopicProps) {
  const { profile: words, topics } = useWords()
  const all = [...learned.topics.up, ...learned.topics.down]
  const { topics: followed, mutedTopics } = subscriber.preferences
  if (all.length === 0) return null
  return (
    <>
      <h3 className="belief-kind">{words.topics}</h3>
      <ul className="beliefs">
        {all.map(({ topic, lift }) => (
          <Belief
            key={topic}
            token={token}
            name={topics.name(topic)}
            lang={undefined}
            figure={<Bar lift={lift} most={mostLiftOf(learned)} />}
          >
            {(about) => (
              <>
                <input type="hidden" name="word" value={topic} />
                {lift > 0 && !followed.includes(topic) && (
                  <BeliefButton {...{ about }} what="follow" label={words.follow} />
                )}
                {!mutedTopics.includes(topic) && (
                  <BeliefButton {...{ about }} what="mute" label={words.mute} />
                )}
              </>
            )}
          </Belief>
        ))}
      </ul>
    </>
  )
}

function LeftOut({ token, words: leftOut }: { token: string; words: readonly string[] }) {
  const words = useWords().profile
  const foreign = useForeign()
  if (leftOut.length === 0) return null
  return (
    <>
      <h3 className="belief-kind">{words.leftOut}</h3>
      <ul className="beliefs">
        {leftOut.map((word) => (
          <Belief key={word} token={token} name={word} lang={foreign(word)}>
            {(about) => (
              <BeliefButton {...{ about }} what="count again" label={words.countAgain} fields={{ word }} />
            )}
          </Belief>
        ))}
      </ul>
    </>
  )
}

/** Of a hundred. */
function toPoints(lift: number): number {
  return Math.round(lift * 100)
}

/** A bar to the right of the middle for what moves up, and to the left for what moves down, with the number. */
function Bar({ lift, most }: { lift: number; most: number }) {
  const { forms } = useWords()
  const width = Math.min(50, (50 * Math.abs(lift)) / most)
  return (
    <span className="belief-figure">
      <svg
        className={lift < 0 ? 'bar bar-down' : 'bar'}
        viewBox="0 0 100 8"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect className="bar-ground" width="100" height="8" />
        <rect x={lift < 0 ? 50 - width : 50} width={width} height="8" />
      </svg>
      <span className="belief-number">{signed(lift, forms.number)}</span>
    </span>
  )
}
