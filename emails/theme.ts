import type { CSSProperties } from 'react'

/** Every pair of text and ground has a contrast of at least 4.5:1, in both modes; a test measures it. */
export const light = {
  ground: '#fbf9f4',
  tint: '#f2ecdf',
  ink: '#24211c',
  muted: '#625b50',
  link: '#1b3f6b',
  accent: '#9a3b14',
  rule: '#ddd5c6',
  button: '#1b3f6b',
  onButton: '#fbf9f4',
}

export const dark: typeof light = {
  ground: '#1b1a18',
  tint: '#2a2723',
  ink: '#e9e4da',
  muted: '#ada698',
  link: '#a9c7ef',
  accent: '#eda67c',
  rule: '#3d3a34',
  button: '#a9c7ef',
  onButton: '#1b1a18',
}

// Unquoted on purpose: quotes in a style attribute become entities, in every card.
const sans = 'Segoe UI,-apple-system,Roboto,Helvetica,Arial,sans-serif'
const serif = 'Georgia,serif'

/** Mail clients drop or rewrite <style>, so what matters is inline, and named here once. */
export const styles = {
  body: { margin: 0, padding: 0, backgroundColor: light.ground, color: light.ink, fontFamily: sans },
  page: { maxWidth: '640px', margin: '0 auto' },
  content: {
    padding: '0 32px',
    fontFamily: sans,
    color: light.ink,
    // The tokens of titles and abstracts reach 155 characters.
    wordBreak: 'break-word',
  },
  preheader: {
    display: 'none',
    overflow: 'hidden',
    maxHeight: 0,
    maxWidth: 0,
    opacity: 0,
    msoHide: 'all',
  },
  masthead: { borderBottom: `3px double ${light.ink}` },
  wordmark: { margin: 0, padding: '8px 0 4px', font: `bold 22px/28px ${serif}`, letterSpacing: '-0.01em' },
  logo: { height: '28px', width: 'auto', maxWidth: '200px', verticalAlign: 'top' },
  logoOnDark: {
    display: 'none',
    height: '28px',
    width: 'auto',
    maxWidth: '200px',
    verticalAlign: 'top',
    msoHide: 'all',
  },
  dateline: {
    margin: 0,
    padding: '8px 0 4px 12px',
    font: `normal 14px/28px ${sans}`,
    color: light.muted,
  },
  headline: { margin: '32px 0 10px', font: `normal 34px/40px ${serif}`, letterSpacing: '-0.02em' },
  digestHeadline: { margin: '10px 0 0', font: `normal 26px/32px ${serif}`, letterSpacing: '-0.02em' },
  lede: { margin: '0 0 4px', fontSize: '15px', lineHeight: '22px', color: light.muted },
  notice: {
    padding: '12px 16px',
    borderLeft: `3px solid ${light.accent}`,
    backgroundColor: light.tint,
    font: `normal 15px/22px ${sans}`,
  },
  introLine: { margin: 0 },
  note: { margin: '8px 0 12px' },
  noteLabel: { margin: '0 0 4px', fontSize: '14px', lineHeight: '20px', color: light.accent },
  noteText: { margin: '0 0 8px' },
  noteList: { margin: '0 0 8px', padding: '0 0 0 20px' },
  entry: { padding: '2px 0', fontSize: '16px', lineHeight: '21px', textDecoration: 'none' },
  about: { fontSize: '14px', lineHeight: '19px', color: light.muted },
  group: { borderTop: `1px solid ${light.rule}`, padding: '6px 0 0', color: light.accent },
  groupTitle: { margin: 0, fontSize: '14px', lineHeight: '20px', fontWeight: 'normal' },
  // What most of a card's lines share is said once for all of them.
  card: { padding: '3px 0 1px', fontSize: '14px', lineHeight: '20px', color: light.muted },
  reason: { margin: '0 0 2px', color: light.accent },
  leadTitle: { margin: 0, font: `bold 20px/26px ${serif}` },
  mediumTitle: { margin: 0, font: `bold 17px/22px ${serif}` },
  smallTitle: { margin: 0, font: `bold 15px/20px ${serif}` },
  titleLink: { color: light.link, textDecoration: 'none' },
  byline: { margin: '2px 0 0' },
  leadSummary: { margin: '4px 0 0', fontSize: '16px', lineHeight: '22px', color: light.ink },
  mediumSummary: { margin: '2px 0 0', fontSize: '15px', lineHeight: '21px', color: light.ink },
  smallSummary: { margin: '2px 0 0', fontSize: '14px', lineHeight: '20px', color: light.muted },
  links: { fontSize: '14px', lineHeight: '20px' },
  // Without a link as high as a finger, a small card ends where its text does.
  linksAlone: { padding: '0 0 10px', fontSize: '14px', lineHeight: '20px' },
  // A word may be broken anywhere, and so a cell could get as narrow as a letter.
  own: { padding: '0 0 0 8px', fontSize: '14px', whiteSpace: 'nowrap' },
  figureLine: { margin: '10px 0 0' },
  // Blocked images are a line of text: no height is kept for them.
  figure: { width: 'auto', maxWidth: '100%', maxHeight: '200px' },
  closing: { borderTop: `3px double ${light.ink}`, font: `normal 15px/44px ${sans}` },
  paragraph: { margin: '0 0 16px', fontSize: '16px', lineHeight: '24px' },
  action: { margin: '28px 0' },
  fallback: {
    margin: '0 0 16px',
    fontSize: '14px',
    lineHeight: '22px',
    color: light.muted,
  },
  command: {
    margin: '0 0 12px',
    padding: '10px 14px',
    backgroundColor: light.tint,
    font: 'normal 15px/22px Menlo,Consolas,monospace',
  },
  button: {
    padding: '13px 22px',
    backgroundColor: light.button,
    color: light.onButton,
    fontSize: '16px',
    fontWeight: 'bold',
  },
  footer: {
    borderTop: `1px solid ${light.rule}`,
    padding: '4px 0 6px',
    font: `normal 14px/20px ${sans}`,
    color: light.muted,
  },
  footerLine: { margin: '0 0 4px', fontSize: '14px', lineHeight: '22px' },
  footerLinks: { margin: 0, fontSize: '14px', lineHeight: '44px' },
  // CSSProperties does not know Word's own property.
} satisfies Record<string, CSSProperties & { msoHide?: string }>

/** Class names that the dark mode below repaints. Short, because every card carries them. */
export const paint = {
  ground: 'g',
  tint: 't',
  ink: 'i',
  muted: 'm',
  link: 'l',
  accent: 'a',
  rule: 'r',
  doubleRule: 'd',
  button: 'b',
  wide: 'w',
  content: 'c',
  page: 'p',
  /** A link by itself, 44 pixels high. */
  touch: 'k',
  /** A link over whole lines. */
  block: 'n',
  figure: 'f',
  onLight: 'e',
  onDark: 'o',
}

/** Between links in a line: margins are lost in Word, spaces are not. */
export const linkGap = '\u00a0 '

/**
 * What clients that keep <style> add: the colour of links, which some forty of them would each have to say and which are
 * blue and underlined without it, Apple's and Outlook's dark mode, narrow screens. An error would drop all of its
 * <style>, so what depends on the screen has one of its own. Between the two, Word learns how wide a page is, which it
 * takes from no `max-width`, and that a pixel is a pixel.
 */
export const headStyles = `
.${paint.link}{color:${light.link}}
.${paint.link}:hover{text-decoration:underline!important}
.${paint.touch}{display:inline-block;min-width:44px;line-height:44px}
.${paint.block}{display:block;min-height:36px}
:root{color-scheme:light dark;supported-color-schemes:light dark}
</style>
<!--[if mso]><style>.${paint.page}{width:640px}td{font-family:Segoe UI,Arial,sans-serif}</style><xml><o:OfficeDocumentSettings xmlns:o="urn:schemas-microsoft-com:office:office"><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->
<style>
@media (max-width:480px){
.${paint.wide}{display:none!important}
.${paint.content}{padding-left:20px!important;padding-right:20px!important}
.${paint.figure}{max-height:112px!important}
}
@media (prefers-color-scheme:dark){
.${paint.ground},.${paint.ground}>table>tbody>tr>td{background-color:${dark.ground}!important}
.${paint.tint}{background-color:${dark.tint}!important;border-color:${dark.accent}!important}
.${paint.ink}{color:${dark.ink}!important}
.${paint.muted}{color:${dark.muted}!important}
.${paint.link}{color:${dark.link}!important}
.${paint.accent}{color:${dark.accent}!important}
.${paint.rule}{border-color:${dark.rule}!important}
.${paint.doubleRule}{border-color:${dark.ink}!important}
.${paint.button}{background-color:${dark.button}!important;color:${dark.onButton}!important}
}
`.trim()
