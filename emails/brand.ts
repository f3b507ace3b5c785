/** Whose mails they are. What is empty is left out. */
export type MailBrand = {
  name: string
  /** A line of one's own at the foot. */
  footer: string
  /** CSS that repaints links, buttons and labels, without `<`, `&` and quotes. */
  styles: string
}

/** For the previews of templates, and for mails to whoever runs the service. */
export const paperboyBrand: MailBrand = { name: 'Paperboy', footer: '', styles: '' }
