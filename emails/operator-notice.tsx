import { paperboyBrand } from './brand.ts'
import { Footer, HostLink, Layout, Letter } from './layout.tsx'
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
      brand={paperboyBrand}
      title={words.subject}
      preheader={words.preheader}
      footer={
        <Footer brand={paperboyBrand} postalAddress={null}>
          <p style={styles.footerLine}>
            {'Sent to you as the operator of Paperboy at '}
            <HostLink href={website} />
          </p>
        </Footer>
      }
    >
      <Letter {...words} />
      {words.commands.map((command) => (
        <p key={command} className={`${paint.tint} ${paint.ink}`} style={styles.command}>
          {command}
        </p>
      ))}
    </Layout>
  )
}
