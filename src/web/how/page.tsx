import { LetterPage } from '../page/layout.tsx'
import { sections } from './sections.ts'

/** How papers are chosen, for readers. */
export function HowPage({ url }: { url: string }) {
  return (
    <LetterPage
      kicker="About Paperboy"
      title="How papers are chosen"
      description="What matches your topics and keywords, what comes first, and when nothing comes."
      url={url}
    >
      {sections.map(({ title, paragraphs }) => (
        <section key={title}>
          <h2 className="section-title">{title}</h2>
          {paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      ))}
    </LetterPage>
  )
}
