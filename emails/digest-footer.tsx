import type { DigestFrame } from './digest-props.ts'
import { Footer, OwnLinkLine, TextLink } from './layout.tsx'
import { styles } from './theme.ts'
import { catalogue } from './locales/catalogue.ts'

/** The small print of a digest. */
export function DigestFooter({ language, brand, why, links, postalAddress }: DigestFrame) {
  return (
    <Footer brand={brand} postalAddress={postalAddress}>
      <p style={styles.footerLine}>
        {links.how ? `${why} ` : why}
        {links.how && <TextLink href={links.how}>{catalogue[language].foot.how}</TextLink>}
      </p>
      <OwnLinkLine language={language} links={links} />
    </Footer>
  )
}
