import { Heading } from 'react-email'
import { Footer, Layout, TextLink } from './layout.tsx'
import { paint, styles } from './theme.ts'

/** What the operator is told, in HTML and in text. In English, as the command line and the logs are. */
export type NoticeWords = {
  subject: string
  preheader: string
  headline: string
  paragraphs: string[]
  /** What to type, to see more or to put it right. */
  commands: string[]
}

/** The frame of the mails to whoever runs the service. */
export function OperatorNotice({ words, website }: { words: NoticeWords; website: string }) {
  return (
    <Layout
      language="en"
      title={words.subject}
      preheader={words.preheader}
      footer={
        <Footer postalAddress={null}>
          <p style={styles.footerLine}>
            {'Sent to you as the operator of Paperboy at '}
            <TextLink href={website}>{website.replace(/^https?:\/\/|\/$/g, '')}</TextLink>
          </p>
        </Footer>
      }
    >
      <Heading as="h1" className={paint.ink} style={styles.headline}>
        {words.headline}
      </Heading>
      {words.paragraphs.map((paragraph) => (
        <p key={paragraph} className={paint.ink} style={styles.paragraph}>
          {paragraph}
        </p>
      ))}
      {words.commands.map((command) => (
        <p key={command} className={`${paint.tint} ${paint.ink}`} style={styles.command}>
          {command}
        </p>
      ))}
    </Layout>
  )
}
