import type { MakerCount, MakerKind } from '../../papers/makers.ts'
import type { PaperPage } from '../../papers/find-papers.ts'
import { routes } from '../../routes.ts'
import { FrontPage } from '../page/layout.tsx'
import { pageHref, Pager, PaperList } from '../page/paper-list.tsx'
import { useWords } from '../page/speech.tsx'
import { SmallCoupon } from '../subscribe/coupon.tsx'

type MakerPageProps = { kind: MakerKind; name: string; found: PaperPage; url: string }

/** The papers of one person or organisation, the newest first. */
export function MakerPage({ kind, name, found, url }: MakerPageProps) {
  const { reading } = useWords()
  const words = reading.makers
  const describe = kind === 'author' ? words.byAuthor : words.byOrganization
  return (
    <FrontPage
      title={name}
      description={describe(found.total, name)}
      url={url}
      dateline={
        <>
          <p className="dateline-day">{kind === 'author' ? words.author : words.organization}</p>
          <p className="dateline-count">{reading.papers(found.total)}</p>
          <p className="dateline-days">
            <a href={routes.makers.href()}>{words.all}</a>
          </p>
        </>
      }
    >
      <main className="front">
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {name}
          </h2>
          {kind === 'author' && <p className="papers-about">{words.sameName}</p>}
          <PaperList found={found} />
          <Pager found={found} hrefOf={(page) => pageHref(makerPath(kind, name), { page })} />
        </section>
        <SmallCoupon />
      </main>
    </FrontPage>
  )
}

export function makerPath(kind: MakerKind, name: string): string {
  return (kind === 'author' ? routes.author : routes.organization).href({ name })
}

type MakersPageProps = { authors: MakerCount[]; organizations: MakerCount[]; days: number; url: string }

/** Who had the most papers lately. */
export function MakersPage({ authors, organizations, days, url }: MakersPageProps) {
  const words = useWords().reading.makers
  return (
    <FrontPage
      title={words.title}
      description={words.description(days)}
      url={url}
      dateline={<p className="dateline-day">{words.dateline(days)}</p>}
    >
      <main className="front">
        <section className="papers" aria-labelledby="organizations-title">
          <h2 className="papers-title" id="organizations-title">
            {words.organizations}
          </h2>
          <MakerList kind="organization" makers={organizations} />
          <h2 className="papers-title section-title" id="authors-title">
            {words.people}
          </h2>
          <MakerList kind="author" makers={authors} />
        </section>
        <SmallCoupon />
      </main>
    </FrontPage>
  )
}

function MakerList({ kind, makers }: { kind: MakerKind; makers: MakerCount[] }) {
  const { reading } = useWords()
  if (makers.length === 0) return <p className="papers-empty">{reading.makers.none}</p>
  return (
    <ol className="index-list">
      {makers.map(({ name, amount }) => (
        <li key={name}>
          <a href={makerPath(kind, name)}>{name}</a>{' '}
          <span className="index-amount">{reading.papers(amount)}</span>
        </li>
      ))}
    </ol>
  )
}
