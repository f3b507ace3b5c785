import { tellLearnedTopics, tellMarkEffects } from '../../editions/mark-effects.ts'
import { openToday, pickToday } from '../../editions/today.ts'
import { readTermsOf, tellTaste } from '../../marks/learned-words.ts'
import { readLearnedFrom } from '../../marks/lessons.ts'
import { routes } from '../../routes.ts'
import { findSubscriberById, type Subscriber } from '../../subscribers/find.ts'
import { pauseAt } from '../../subscribers/pause.ts'
import { findTopic } from '../../topics/catalogue.ts'
import type { WebDeps } from '../deps.ts'
import { readForm } from '../form.ts'
import { withActive } from '../links.tsx'
import { readTitledMarks } from '../marks/routes.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { changeProfileBy } from './change-profile.ts'
import { ProfilePage } from './page.tsx'
import type { ProfileView } from './view.ts'

export function profileRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.profile.path, get: showProfile(deps), post: changeProfile(deps) }]
}

/** What is believed of a subscriber, where it comes from, and what it would bring today. */
function showProfile(deps: WebDeps): Handler {
  return withActive(deps, async (c, { subscriber, token }) => {
    const view = await readProfile(deps, subscriber)
    return sendPage(c, <ProfilePage {...{ subscriber, token, view }} />)
  })
}

function changeProfile(deps: WebDeps): Handler {
  return withActive(deps, async (c, { subscriber: before, token }) => {
    const change = await changeProfileBy(deps.db, before.id, await readForm(c))
    const subscriber = await findSubscriberById(deps.db, before.id)
    if (!subscriber) return 'gone'
    const view = await readProfile(deps, subscriber)
    return sendPage(c, <ProfilePage {...{ subscriber, token, view, change }} />)
  })
}

/** So many of the newest marks are each compared with a ranking without them. */
const marksCompared = 20
const wordsTold = { up: 10, down: 6 }
/** A mean nearer to zero says nothing. */
const leastTopicLift = 0.005
const topicsTold = 4

async function readProfile({ db, clock }: WebDeps, { id, preferences }: Subscriber): Promise<ProfileView> {
  const now = clock()
  const today = await openToday(db, id, preferences, now)
  const picks = pickToday(today)
  const allMarks = await readTitledMarks(db, id)
  const learnedFrom = (await readLearnedFrom(db, [id])).get(id) ?? { lessons: [], leftOut: [] }
  const terms = await readTermsOf(db, id, learnedFrom.lessons)
  const topics = tellLearnedTopics(today).filter(({ topic }) => findTopic(topic))
  return {
    picks,
    pausedUntil: pauseAt(preferences, now),
    allMarks,
    marks: allMarks.filter(({ kind }) => kind !== 'save'),
    counted: learnedFrom.lessons.length,
    leftOut: learnedFrom.leftOut,
    terms,
    effects: new Map(
      tellMarkEffects(today, learnedFrom, terms, marksCompared).map((effect) => [effect.paper, effect]),
    ),
    learned: today.taste && {
      confidence: today.taste.confidence,
      words: tellTaste(today.taste, terms, wordsTold),
      topics: {
        up: topics.filter(({ lift }) => lift >= leastTopicLift).slice(0, topicsTold),
        down: topics
          .filter(({ lift }) => lift <= -leastTopicLift)
          .toReversed()
          .slice(0, topicsTold),
      },
    },
  }
}
