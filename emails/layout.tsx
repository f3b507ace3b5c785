import type { ReactNode } from 'react'
import { Body, Container, Head, Heading, Html } from 'react-email'
import type { MailBrand } from './brand.ts'
import { Table } from './table.tsx'
import { headStyles, linkGap, paint, styles } from './theme.ts'
import { catalogue } from './locales/catalogue.ts'
import type { Language } from './locales/locale.ts'

export type LayoutProps = {
  language: Language
  brand: MailBrand
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
export function Layout({ language, brand, title, preheader, dateline, children, footer }: LayoutProps) {
  return (
    <Html lang={catalogue[language].tag} dir="ltr">
      <Head>
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: headStyles }} />
        {brand.styles && <style dangerouslySetInnerHTML={{ __html: brand.styles }} />}
      </Head>
      <Body className={paint.ground} style={styles.body}>
        {/* Without React Email's <Preview>: its padding is 2.7 kB that screen and text readers trip over. */}
        <div style={styles.preheader}>{preheader}</div>
        {/* Inside of webmail a mail is one article among many, never the page's main part. */}
        <article aria-roledescription="email" aria-label={title}>
          <Container className={`${paint.ground} ${paint.page}`} style={styles.page}>
            <Table>
              <td className={`${paint.content} ${paint.ink}`} style={styles.content}>
                <Masthead brand={brand} dateline={dateline} />
                {children}
                {footer}
              </td>
            </Table>
          </Container>
        </article>
      </Body>
    </Html>
  )
}

function Masthead({ brand, dateline }: { brand: MailBrand; dateline: ReactNode }) {
  return (
    <Table className={paint.doubleRule} style={styles.masthead}>
      <td>
        <p className={paint.ink} style={styles.wordmark}>
          <Nameplate {...brand} />
        </p>
      </td>
      <td align="right">
        <p className={paint.muted} style={styles.dateline}>
          {dateline}
        </p>
      </td>
    </Table>
  )
}

/** The name, or the logo with the name as its text, which stands there in the same letters where pictures are blocked. */
function Nameplate({ name, logo }: MailBrand) {
  if (!logo) return name
  return (
    <>
      <img
        alt={name}
        className={logo.dark === null ? undefined : paint.onLight}
        height="28"
        src={logo.light}
        style={styles.logo}
      />
      {logo.dark !== null && (
        <img alt={name} className={paint.onDark} height="28" src={logo.dark} style={styles.logoOnDark} />
      )}
    </>
  )
}

/** A link in running text; it is not broken in two. */
export function TextLink({ href, children }: { href: string; children: string }) {
  return (
    <a className={paint.link} href={href}>
      {children.replaceAll(' ', '\u00a0')}
    </a>
  )
}

/** A link that stands by itself: a finger finds it. */
export function TouchLink({ href, children }: { href: string; children: string }) {
  return (
    <a className={`${paint.link} ${paint.touch}`} href={href}>
      {children.replaceAll(' ', '\u00a0')}
    </a>
  )
}

/** A link that shows where it leads, as people say it. */
export function HostLink({ href }: { href: string }) {
  return <TextLink href={href}>{href.replace(/^https?:\/\/|\/$/g, '')}</TextLink>
}

/** What a mail that is no digest says, under its headline. */
export function Letter({ headline, paragraphs }: { headline: string; paragraphs: string[] }) {
  return (
    <>
      <Heading as="h1" className={paint.ink} style={styles.headline}>
        {headline}
      </Heading>
      {paragraphs.map((paragraph) => (
        <p key={paragraph} className={paint.ink} style={styles.paragraph}>
          {paragraph}
        </p>
      ))}
    </>
  )
}

/** Absolute addresses of the reader's own pages. Every mail has all three, or, where there is no server, empty ones. */
export type OwnLinks = { unsubscribe: string; preferences: string; why: string }

export function OwnLinkLine({ language, links }: { language: Language; links: OwnLinks }) {
  const { foot } = catalogue[language]
  if (links.unsubscribe === '') return null
  return (
    <p style={styles.footerLinks}>
      <TouchLink href={links.unsubscribe}>{foot.unsubscribe}</TouchLink>
      {linkGap}
      <TouchLink href={links.preferences}>{foot.preferences}</TouchLink>
      {linkGap}
      <TouchLink href={links.why}>{foot.why}</TouchLink>
    </p>
  )
}

type FooterProps = { children: ReactNode; brand: MailBrand; postalAddress: string | null }

/** The small print at the end. */
export function Footer({ children, brand, postalAddress }: FooterProps) {
  return (
    <Table>
      <td className={`${paint.rule} ${paint.muted}`} style={styles.footer}>
        {children}
        {brand.footer && <p style={styles.footerLine}>{brand.footer}</p>}
        {postalAddress && <p style={styles.footerLine}>{postalAddress}</p>}
      </td>
    </Table>
  )
}
