import { readable } from '../../papers/latex.ts'
import type { ArchivedDay, MonthOfDays } from '../../papers/digest-view.ts'
import { routes } from '../../routes.ts'
import { FrontPage } from '../page/layout.tsx'
import { useForeign, useWords } from '../page/speech.tsx'
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
  const { forms, reading } = useWords()
  return (
    <FrontPage
      title={forms.month(month)}
      description={reading.archive.description(forms.month(month))}
      url={url}
      dateline={
        <>
          <p className="dateline-day">{forms.month(month)}</p>
          <p className="dateline-count">{reading.days(days.length)}</p>
          <p className="dateline-days" />
        </>
      }
    >
      <main className="front">
        <section className="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {reading.archive.title}
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
  const { forms, reading } = useWords()
  return (
    <nav className="topic-index" aria-label={reading.archive.months}>
      <ul>
        {months.map(({ month, days }) => (
          <li key={month}>
            <a
              href={routes.archiveMonth.href({ month })}
              aria-current={month === current ? 'page' : undefined}
            >
              {forms.month(month)} <span>{days}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Day({ day, amount, top }: ArchivedDay) {
  const { forms, reading } = useWords()
  const foreign = useForeign()
  return (
    <section className="archived-day">
      <h3>
        <a href={routes.digest.href({ day })}>{forms.shortDay(day)}</a>{' '}
        <span className="index-amount">{reading.papers(amount)}</span>
      </h3>
      <ul>
        {top.map(({ id, title }) => (
          <li key={id}>
            <a href={routes.paper.href({ id })} lang={foreign(title)}>
              {readable(title)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
