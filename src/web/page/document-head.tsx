import { routes } from '../../routes.ts'
import { languages } from '../../subscribers/preference-schemas.ts'
import { assets } from '../assets.ts'
import { brandHrefs } from '../brand-files.ts'
import { languageParam } from '../language.ts'
import { pageWords } from '../words/catalogue.ts'
import { useBrand } from './brand.tsx'
import { useSpeech, useWords } from './speech.tsx'

/** What a page says of itself to browsers, feed readers and sites that show a card of it. */
export type PageHead = {
  title: string
  description?: string
  isPrivate?: boolean
  /** The page's one address, absolute and without a language. Pages that are nobody else's business have none. */
  url?: string
  /** For cards on other sites, absolute. */
  imageUrl?: string | null
  /** One thing, not a list of things. */
  isArticle?: boolean
  /** A feed of what this page lists, beside that of everything. */
  feed?: { title: string; href: string }
  /** Further meta tags, as pairs of name and content. */
  meta?: readonly (readonly [name: string, content: string])[]
}

/** No style or script but the files. */
export function DocumentHead(head: PageHead) {
  const { title, description, isPrivate = false, feed } = head
  const { styles, favicon } = brandHrefs(useBrand())
  const { frame } = useWords()
  return (
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title}</title>
      {description && <meta name="description" content={description} />}
      {isPrivate && <meta name="robots" content="noindex, nofollow" />}
      <meta name="color-scheme" content="light dark" />
      {favicon ? (
        <link rel="icon" href={favicon} />
      ) : (
        <link rel="icon" href={assets.icon.href} type="image/svg+xml" />
      )}
      <link rel="stylesheet" href={assets.styles.href} />
      {styles && <link rel="stylesheet" href={styles} />}
      {feed && <link rel="alternate" type="application/atom+xml" title={feed.title} href={feed.href} />}
      {!isPrivate && (
        <link
          rel="alternate"
          type="application/atom+xml"
          title={frame.allPapersFeed}
          href={routes.feed.href()}
        />
      )}
      <OwnAddress {...head} />
      {head.meta?.map(([name, content], index) => (
        <meta key={index} name={name} content={content} />
      ))}
      <script src={assets.pageScript.href} defer />
    </head>
  )
}

/** Where the page is, in each language, and how other sites show it. */
function OwnAddress({ title, description, url, imageUrl: own, isArticle = false, isPrivate }: PageHead) {
  const brand = useBrand()
  const { asked, isOnlyOne } = useSpeech()
  if (!url) return null
  const { socialCard } = brandHrefs(brand)
  const imageUrl = own ?? (socialCard && new URL(socialCard, url).href)
  const address = asked && !isOnlyOne ? inLanguage(url, asked) : url
  return (
    <>
      <link rel="canonical" href={address} />
      {!isPrivate && !isOnlyOne && <Alternates url={url} />}
      <meta property="og:site_name" content={brand.name} />
      <meta property="og:type" content={isArticle ? 'article' : 'website'} />
      <meta property="og:title" content={title} />
      {description && <meta property="og:description" content={description} />}
      <meta property="og:url" content={address} />
      {imageUrl && <meta property="og:image" content={imageUrl} />}
      <meta name="twitter:card" content={imageUrl ? 'summary_large_image' : 'summary'} />
    </>
  )
}

function Alternates({ url }: { url: string }) {
  return (
    <>
      {languages.map((language) => (
        <link
          key={language}
          rel="alternate"
          hrefLang={pageWords[language].tag}
          href={inLanguage(url, language)}
        />
      ))}
      {/* There the browser's languages decide. */}
      <link rel="alternate" hrefLang="x-default" href={url} />
    </>
  )
}

function inLanguage(url: string, language: string): string {
  const address = new URL(url)
  address.searchParams.set(languageParam, language)
  return address.href
}
