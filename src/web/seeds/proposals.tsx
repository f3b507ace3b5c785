import { routes } from '../../routes.ts'
import { isPhrase, isStrong, type Proposal, type Proposals } from '../../seeds/propose.ts'
import { useForeign, useTopicName, useWords } from '../page/speech.tsx'

/** What someone's papers have in common, to follow: each with how many of them speak for it. */
export function ProposalForm({ token, proposals }: { token: string; proposals: Proposals }) {
  const words = useWords().seeds
  const topicName = useTopicName()
  const { topics, keywords, authors, of } = proposals
  return (
    <section aria-labelledby="proposals">
      <h2 className="why-day" id="proposals">
        {words.proposals}
      </h2>
      {topics.length + keywords.length + authors.length === 0 ? (
        <p>{words.noProposals}</p>
      ) : (
        <form className="form" method="post" action={routes.seeds.href({ token })}>
          <p className="hint">{words.proposalsHint}</p>
          <Choices name="topics" legend={words.topics} {...{ proposals }} nameOf={topicName}>
            {(papers) => words.haveTopic(papers, of)}
          </Choices>
          <Choices name="keywords" legend={words.keywords} {...{ proposals }}>
            {(papers) => words.sayWord(papers, of)}
          </Choices>
          <Choices name="authors" legend={words.authors} {...{ proposals }}>
            {(papers) => words.wrote(papers, of)}
          </Choices>
          <p className="buttons">
            <button className="button" type="submit" name="what" value="follow">
              {words.follow}
            </button>
          </p>
        </form>
      )}
    </section>
  )
}

type ChoicesProps = {
  name: 'topics' | 'keywords' | 'authors'
  legend: string
  proposals: Proposals
  nameOf?: (value: string) => string
  /** Why something is proposed. */
  children: (papers: number) => string
}

function Choices({ name, legend, proposals, nameOf, children: reasonOf }: ChoicesProps) {
  const foreign = useForeign()
  // A word alone finds more than was meant, and whoever gives what they wrote would follow themselves.
  const isSafe = (proposal: Proposal) => name === 'topics' || (name === 'keywords' && isPhrase(proposal))
  const isTicked = (proposal: Proposal) => isSafe(proposal) && isStrong(proposal, proposals)
  if (proposals[name].length === 0) return null
  return (
    <fieldset className="field">
      <legend>{legend}</legend>
      {proposals[name].map((proposal) => (
        <label className="check" key={proposal.value}>
          <input type="checkbox" name={name} value={proposal.value} defaultChecked={isTicked(proposal)} />
          <span>
            <span lang={nameOf ? undefined : foreign(proposal.value)}>
              {nameOf ? nameOf(proposal.value) : proposal.value}
            </span>{' '}
            <span className="hint">{reasonOf(proposal.papers)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
