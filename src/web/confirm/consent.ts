import type { Language } from '../../store/schema.ts'

/** What people agreed to, by the version stored with their consent. A new wording is a new entry. */
export const consentWordings: Readonly<Record<string, { language: Language; text: string }>> = {
  'confirm-1': {
    language: 'en',
    text: 'With this button you agree to get these mails. You can change or end them with the links in each of them.',
  },
  'confirm-1-de': {
    language: 'de',
    text: 'Mit diesem Knopf stimmen Sie zu, diese Mails zu bekommen. Mit den Links in jeder von ihnen können Sie sie ändern oder beenden.',
  },
  'confirm-1-zh': {
    language: 'zh',
    text: '按下此按钮即表示您同意接收这些邮件。您可以随时通过每封邮件中的链接更改或退订。',
  },
}

/** The current wording in each language. */
export const consentVersions: Readonly<Record<Language, string>> = {
  en: 'confirm-1',
  de: 'confirm-1-de',
  zh: 'confirm-1-zh',
}
