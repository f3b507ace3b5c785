import type { MakerCount, MakerKind } from '../../papers/makers.ts'
import type { PaperPage } from '../../papers/find-papers.ts'
import { routes } from '../../routes.ts'
import { FrontPage } from '../page/layout.tsx'
import { pageHref, Pager, PaperList } from '../page/paper-list.tsx'
import { count } from '../page/wording.ts'
import { SmallCoupon } from '../subscribe/coupon.tsx'

type MakerPageProps = { kind: MakerKind; name: string; found: PaperPage; url: string }

/** The papers of one person or organisation, the newest first. */
export function MakerPage({ kind, name, found, url }: MakerPageProps) {
  const whose = kind === 'author' ? 'by' : 'from'
  return (
    <FrontPage
      title={name}
      description={`${count(found.total, 'trending research paper')} ${whose} ${name}.`}
      url={url}
      dateline={
        <>
          <p className="dateline-day">{kind === 'author' ? 'Author' : 'Organisation'}</p>
          <p className="dateline-count">{count(found.total, 'paper')}</p>
          <p className="dateline-days">
            <a href={routes.makers.href()}>All people and organisations</a>
          </p>
        </>
      }
    >
      <main className="front">
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {name}
          </h2>
          {kind === 'author' && (
            <p className="papers-about">All papers with this name. Several people may have it.</p>
          )}
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
  return (
    <FrontPage
      title="People and organisations"
      description={`Who had the most trending research papers in ${days} days.`}
      url={url}
      dateline={<p className="dateline-day">Most papers in {days} days</p>}
    >
      <main className="front">
        <section className="papers" aria-labelledby="organizations-title">
          <h2 className="papers-title" id="organizations-title">
            Organisations
          </h2>
          <MakerList kind="organization" makers={organizations} />
          <h2 className="papers-title section-title" id="authors-title">
            People
          </h2>
          <MakerList kind="author" makers={authors} />
        </section>
        <SmallCoupon />
      </main>
    </FrontPage>
  )
}

function MakerList({ kind, makers }: { kind: MakerKind; makers: MakerCount[] }) {
  if (makers.length === 0) return <p className="papers-empty">Nobody has had two papers yet.</p>
  return (
    <ol className="index-list">
      {makers.map(({ name, amount }) => (
        <li key={name}>
          <a href={makerPath(kind, name)}>{name}</a>{' '}
          <span className="index-amount">{count(amount, 'paper')}</span>
        </li>
      ))}
    </ol>
  )
}
