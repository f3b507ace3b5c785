import type { ActionFrame } from './action-mail.tsx'
import { directionOf } from './direction.ts'
import { Footer, Letter, OwnLinkLine } from './layout.tsx'
import { actionPreview } from './previews/action-preview.ts'
import { slots } from './slots.ts'
import { paint, styles } from './theme.ts'
import { catalogue } from './locales/catalogue.ts'

export type QuietWeekProps = Omit<ActionFrame, 'url'> & {
  /** How many papers of how many days were looked at. */
  considered: number
  days: number
  /** What was nearest to what the reader chose, or null. */
  closest: { title: string; url: string } | null
}

/** Says that no paper has matched for a week, to readers who want to know. */
export function QuietWeek({ considered, days, closest, ...frame }: QuietWeekProps) {
  const words = catalogue[frame.language].quiet
  const said = words.looked(considered, days)
  return (
    <slots.Layout
      language={frame.language}
      brand={frame.brand}
      title={words.subject}
      preheader={said}
      footer={<SmallPrint {...frame} />}
    >
      <Letter headline={words.headline} paragraphs={[said]} />
      {closest && (
        <p className={paint.ink} style={styles.paragraph}>
          {words.closest}{' '}
          <a className={paint.link} dir={directionOf(closest.title)} href={closest.url}>
            {closest.title}
          </a>
        </p>
      )}
    </slots.Layout>
  )
}

function SmallPrint({
  language,
  brand,
  links,
  postalAddress,
}: Omit<QuietWeekProps, 'considered' | 'days' | 'closest'>) {
  return (
    <Footer brand={brand} postalAddress={postalAddress}>
      <p style={styles.footerLine}>{catalogue[language].quiet.why}</p>
      <OwnLinkLine language={language} links={links} />
    </Footer>
  )
}

const { url: _url, ...frame } = actionPreview('preferences')

QuietWeek.PreviewProps = {
  ...frame,
  considered: 143,
  days: 7,
  closest: { title: 'Reading a river gauge from orbit', url: 'https://huggingface.co/papers/2605.90006' },
} satisfies QuietWeekProps

export default QuietWeek
