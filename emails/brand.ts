/** Whose mails they are. What is empty is left out. */
export type MailBrand = {
  name: string
  /** Pictures to show in place of the name; `dark` null where one does for both. */
  logo: { light: string; dark: string | null } | null
  /** A line of one's own at the foot. */
  footer: string
  /** CSS that repaints links, buttons and labels, and shows the logo for dark mode, without `<`, `&` and quotes. */
  styles: string
}

/** For the previews of templates, and for mails to whoever runs the service. */
export const paperboyBrand: MailBrand = { name: 'Paperboy', logo: null, footer: '', styles: '' }
