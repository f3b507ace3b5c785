import { Button } from 'react-email'
import type { MailBrand } from './brand.ts'
import { Footer, HostLink, Letter, OwnLinkLine, TextLink, type OwnLinks } from './layout.tsx'
import { slots } from './slots.ts'
import { paint, styles } from './theme.ts'
import { catalogue } from './locales/catalogue.ts'
import type { ActionWords, Language } from './locales/locale.ts'

/** What every such mail has besides its words. */
export type ActionFrame = {
  language: Language
  brand: MailBrand
  /** Where the button leads. Absolute, as all addresses here. */
  url: string
  website: string
  links: OwnLinks
  postalAddress: string | null
}

/** The frame of the mails that people ask for themselves. */
export function ActionMail({ words, url, ...frame }: ActionFrame & { words: ActionWords }) {
  return (
    <slots.Layout
      language={frame.language}
      brand={frame.brand}
      title={words.subject}
      preheader={words.preheader}
      footer={<SmallPrint lines={words.smallPrint} {...frame} />}
    >
      <Letter {...words} />
      <p style={styles.action}>
        <Button className={paint.button} href={url} style={styles.button}>
          {words.button}
        </Button>
      </p>
      <p className={paint.muted} style={styles.fallback}>
        {catalogue[frame.language].action.copyAddress}
        <br />
        <TextLink href={url}>{url}</TextLink>
      </p>
    </slots.Layout>
  )
}

type SmallPrintProps = Omit<ActionFrame, 'url'> & { lines: string[] }

function SmallPrint({ language, brand, lines, website, links, postalAddress }: SmallPrintProps) {
  return (
    <Footer brand={brand} postalAddress={postalAddress}>
      {lines.map((line) => (
        <p key={line} style={styles.footerLine}>
          {line}
        </p>
      ))}
      <p style={styles.footerLine}>
        {`${catalogue[language].foot.sentBy(brand.name)} `}
        <HostLink href={website} />
      </p>
      <OwnLinkLine language={language} links={links} />
    </Footer>
  )
}
