import type { ActionFrame } from './action-mail.tsx'

/** What the foot of a mail leads to, for looking at the templates. */
export const previewFrame = {
  website: 'https://papers.example.org/',
  links: {
    unsubscribe: 'https://papers.example.org/unsubscribe/example',
    preferences: 'https://papers.example.org/preferences/example',
    why: 'https://papers.example.org/preferences/example/why',
  },
  postalAddress: 'Paperboy Society, 4 Example Lane, 1000 Exampleton',
} satisfies ActionFrame
