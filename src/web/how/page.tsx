import { useBrand } from '../page/brand.tsx'
import { LetterPage } from '../page/layout.tsx'
import { useWords } from '../page/speech.tsx'

/** How papers are chosen, for readers. */
export function HowPage({ url }: { url: string }) {
  const { name } = useBrand()
  const { how } = useWords()
  return (
    <LetterPage kicker={how.kicker(name)} title={how.title} description={how.description} url={url}>
      {how.sections(name).map(({ title, paragraphs }) => (
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
