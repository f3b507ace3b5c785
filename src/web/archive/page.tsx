import { readable } from '../../papers/latex.ts'
import type { ArchivedDay, MonthOfDays } from '../../papers/digest-view.ts'
import { routes } from '../../routes.ts'
import { FrontPage } from '../page/layout.tsx'
import { count, nameDayShortly, nameMonth } from '../page/wording.ts'
import { SmallCoupon } from '../subscribe/coupon.tsx'

type ArchivePageProps = {
  /** All months that have papers, the newest first. */
  months: MonthOfDays[]
  /** The one that is shown. */
  month: string
  days: ArchivedDay[]
  url: string
}

/** The days of a month, each with its best papers. */
export function ArchivePage({ months, month, days, url }: ArchivePageProps) {
  return (
    <FrontPage
      title={nameMonth(month)}
      description={`The trending research papers of ${nameMonth(month)}, day by day.`}
      url={url}
      dateline={
        <>
          <p className="dateline-day">{nameMonth(month)}</p>
          <p className="dateline-count">{count(days.length, 'day')}</p>
          <p className="dateline-days" />
        </>
      }
    >
      <main className="front">
        <section className="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            Archive
          </h2>
          <MonthIndex months={months} month={month} />
          {days.map((day) => (
            <Day key={day.day} {...day} />
          ))}
        </section>
        <SmallCoupon />
      </main>
    </FrontPage>
  )
}

function MonthIndex({ months, month: current }: Pick<ArchivePageProps, 'months' | 'month'>) {
  return (
    <nav className="topic-index" aria-label="Months">
      <ul>
        {months.map(({ month, days }) => (
          <li key={month}>
            <a
              href={routes.archiveMonth.href({ month })}
              aria-current={month === current ? 'page' : undefined}
            >
              {nameMonth(month)} <span>{days}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Day({ day, amount, top }: ArchivedDay) {
  return (
    <section className="archived-day">
      <h3>
        <a href={routes.digest.href({ day })}>{nameDayShortly(day)}</a>{' '}
        <span className="index-amount">{count(amount, 'paper')}</span>
      </h3>
      <ul>
        {top.map(({ id, title }) => (
          <li key={id}>
            <a href={routes.paper.href({ id })}>{readable(title)}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}
