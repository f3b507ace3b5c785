import { defaultBrand } from '../../config/brand.ts'
import { routes } from '../../routes.ts'
import { languages } from '../../subscribers/preference-schemas.ts'
import { languageParam } from '../language.ts'
import { pageWords } from '../words/catalogue.ts'
import { useBrand } from './brand.tsx'
import { useSpeech, useWords } from './speech.tsx'

/** The foot of every page. `url`: the page's own address, if it has one. */
export function Colophon({ url }: { url?: string | undefined }) {
  const { footer, links } = useBrand()
  const { language } = useSpeech()
  const { frame } = useWords()
  const own = footer[language] ?? footer.en
  return (
    <footer className="colophon">
      <p>
        <a href={routes.home.href()}>{frame.links.home}</a>
        <a href={routes.topics.href()}>{frame.links.topics}</a>
        <a href={routes.makers.href()}>{frame.links.makers}</a>
        <a href={routes.archive.href()}>{frame.links.archive}</a>
        <a href={routes.search.href()}>{frame.links.search}</a>
        <a href={routes.feed.href()}>{frame.links.feed}</a>
        <a href={routes.subscribe.href()}>{frame.links.subscribe}</a>
        <a href={routes.how.href()}>{frame.links.how}</a>
        <a href={routes.status.href()}>{frame.links.status}</a>
      </p>
      {links.length > 0 && (
        <p>
          {links.map(({ label, url: href }) => (
            <a key={href} href={href}>
              {label}
            </a>
          ))}
        </p>
      )}
      <LanguageSwitch url={url} />
      <p>{frame.promise}</p>
      {own && <p lang={footer[language] ? undefined : 'en'}>{own}</p>}
    </footer>
  )
}

/** The same page in each language. Not where it answers a form: it cannot be asked for again. */
function LanguageSwitch({ url }: { url: string | undefined }) {
  const { language: current, query, isOnlyOne } = useSpeech()
  const { frame } = useWords()
  // A page that caches keep has its own query string, and not that of whoever asked first.
  const search = url === undefined ? query : new URL(url).search
  if (search === null || isOnlyOne) return null
  return (
    <nav className="languages" aria-label={frame.language}>
      {languages.map((language) => {
        const params = new URLSearchParams(search)
        params.set(languageParam, language)
        const { tag, name } = pageWords[language]
        return (
          <a
            key={language}
            href={`?${params.toString()}`}
            lang={tag}
            hrefLang={tag}
            rel="nofollow"
            aria-current={language === current ? 'true' : undefined}
          >
            {name}
          </a>
        )
      })}
    </nav>
  )
}

/** The brand's line, or ours in the page's language. */
export function useTagline(): string {
  const { tagline } = useBrand()
  const { frame } = useWords()
  return tagline === defaultBrand.tagline ? frame.tagline : tagline
}
