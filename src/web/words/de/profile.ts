import type { profile as shape } from '../en/profile.ts'

export const profile: typeof shape = {
  feed: {
    title: (brand) => `${brand}: Ihre Paper`,
    description: 'Die Paper, die Ihnen geschickt wurden, die neuesten zuerst.',
    pageTitle: 'Ihre Paper im Feedreader',
    lede: 'Die Paper Ihrer Mails können auch in Ihren Feedreader kommen. Die Adressen gehören Ihnen allein: Wer eine kennt, kann mitlesen.',
    make: 'Adressen anlegen',
    renew: 'Neue Adressen anlegen',
    renewHint: 'Neue Adressen beenden die alten sofort, etwa wenn eine bekannt geworden ist.',
    end: 'Feeds abschalten',
    made: 'Hier sind die Adressen. Frühere gelten nicht mehr.',
    ended: 'Die Feeds sind aus. Ihre Adressen gelten nicht mehr.',
    whatIsIn:
      'In ihnen stehen die Paper Ihrer letzten Mails, etwa dreißig, jedes mit dem Grund, warum es ausgewählt wurde.',
    whoReads:
      'Eine Adresse öffnet nichts sonst: weder Ihre Einstellungen noch Ihre Daten. Wie oft sie gelesen wird, wird nicht aufbewahrt.',
    whilePaused:
      'Solange Ihre Mails pausieren, bleiben die Feeds, wie sie sind. Sie enden, wenn Sie abbestellen oder gelöscht werden.',
    back: 'Ihre Einstellungen',
  },
}
