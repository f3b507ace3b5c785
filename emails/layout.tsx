import type { ReactNode } from 'react'
import { Body, Column, Container, Head, Html, Row } from 'react-email'
import { headStyles, paint, styles } from './theme.ts'

export type LayoutProps = {
  /** The subject: windows and screen readers announce it. */
  title: string
  /** What mailboxes show after the subject. */
  preheader: string
  /** At the right of the masthead. */
  dateline?: ReactNode
  children: ReactNode
  footer: ReactNode
}

/** The frame of every mail: masthead, content, footer. */
export function Layout({ title, preheader, dateline, children, footer }: LayoutProps) {
  return (
    <Html lang="en" dir="ltr">
      <Head>
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: headStyles }} />
      </Head>
      <Body className={paint.ground} style={styles.body}>
        {/* Without React Email's <Preview>: its padding is 2.7 kB that screen and text readers trip over. */}
        <div style={styles.preheader}>{preheader}</div>
        {/* Inside of webmail a mail is one article among many, never the page's main part. */}
        <article aria-roledescription="email" aria-label={title}>
          <Container className={paint.ground} style={styles.page}>
            <Row role="presentation">
              <Column className={`${paint.content} ${paint.ink}`} style={styles.content}>
                <Masthead dateline={dateline} />
                {children}
                {footer}
              </Column>
            </Row>
          </Container>
        </article>
      </Body>
    </Html>
  )
}

function Masthead({ dateline }: { dateline: ReactNode }) {
  return (
    <Row className={paint.doubleRule} style={styles.masthead}>
      <Column>
        <p className={paint.ink} style={styles.wordmark}>
          Paperboy
        </p>
      </Column>
      <Column align="right">
        <p className={paint.muted} style={styles.dateline}>
          {dateline}
        </p>
      </Column>
    </Row>
  )
}

/** A link in running text. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a className={paint.link} href={href} style={styles.link}>
      {children}
    </a>
  )
}

/** Absolute addresses of the reader's own pages. Every mail has all three. */
export type OwnLinks = { unsubscribe: string; preferences: string; why: string }

/** What may follow has its own space before it: margins between inline links are lost in Word. */
export function OwnLinkLine({ links, children }: { links: OwnLinks; children?: ReactNode }) {
  return (
    <p style={styles.footerLine}>
      <TextLink href={links.unsubscribe}>Unsubscribe</TextLink>
      {'\u00a0\u00a0 '}
      <TextLink href={links.preferences}>Preferences</TextLink>
      {'\u00a0\u00a0 '}
      <TextLink href={links.why}>Why you got this</TextLink>
      {children}
    </p>
  )
}

/** The small print at the end. */
export function Footer({ children, postalAddress }: { children: ReactNode; postalAddress: string | null }) {
  return (
    <Row>
      <Column className={paint.muted} style={styles.footer}>
        {children}
        {postalAddress && <p style={styles.footerLine}>{postalAddress}</p>}
      </Column>
    </Row>
  )
}
