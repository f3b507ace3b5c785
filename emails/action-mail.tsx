import { Button, Heading } from 'react-email'
import { Footer, Layout, OwnLinkLine, TextLink, type OwnLinks } from './layout.tsx'
import { paint, styles } from './theme.ts'

/** What a mail with one thing to do says, in HTML and in text. */
export type ActionWords = {
  headline: string
  paragraphs: string[]
  button: string
  smallPrint: string[]
}

export type ActionMailProps = {
  subject: string
  preheader: string
  words: ActionWords
  /** Where the button leads. */
  url: string
} & ActionFrame

/** What every such mail has at its foot. */
export type ActionFrame = { website: string; links: OwnLinks; postalAddress: string | null }

/** The frame of the mails that people ask for themselves. */
export function ActionMail({ subject, preheader, words, url, ...frame }: ActionMailProps) {
  return (
    <Layout title={subject} preheader={preheader} footer={<SmallPrint lines={words.smallPrint} {...frame} />}>
      <Heading as="h1" className={paint.ink} style={styles.headline}>
        {words.headline}
      </Heading>
      {words.paragraphs.map((paragraph) => (
        <p key={paragraph} className={paint.ink} style={styles.paragraph}>
          {paragraph}
        </p>
      ))}
      <p style={styles.action}>
        <Button className={paint.button} href={url} style={styles.button}>
          {words.button}
        </Button>
      </p>
      <p className={paint.muted} style={styles.fallback}>
        Or copy this address into a browser:
        <br />
        <TextLink href={url}>{url}</TextLink>
      </p>
    </Layout>
  )
}

function SmallPrint({ lines, website, links, postalAddress }: ActionFrame & { lines: string[] }) {
  return (
    <Footer postalAddress={postalAddress}>
      {lines.map((line) => (
        <p key={line} style={styles.footerLine}>
          {line}
        </p>
      ))}
      <p style={styles.footerLine}>
        {'Sent by Paperboy at '}
        <TextLink href={website}>{website.replace(/^https?:\/\/|\/$/g, '')}</TextLink>
      </p>
      <OwnLinkLine links={links} />
    </Footer>
  )
}
