/** A part of the page. */
type Section = { title: string; paragraphs: readonly string[] }

/** How papers are chosen, in plain words; `docs/how-papers-are-chosen.md` says the same. */
export const how = {
  kicker: (brand: string) => `About ${brand}`,
  title: 'How papers are chosen',
  description: 'What matches your topics and keywords, what comes first, and when nothing comes.',
  sections: (brand: string): readonly Section[] => [
    {
      title: 'Where papers come from',
      paragraphs: [
        `${brand} reads public lists of new papers several times a day, first of all Hugging Face’s Daily Papers. A paper can come to you for a week after it was first listed, or for two weeks if you chose Mondays. It is mailed to you once, even if it returns in another list or in a new version.`,
      ],
    },
    {
      title: 'What matches',
      paragraphs: [
        'A paper matches if it has one of your topics, says one of your keywords, is by someone you follow, or comes from an organisation you follow. A program assigns the topics from title, abstract and keywords. It is right in more than eight of ten cases.',
        'If you chose nothing, you get what readers of the lists vote for most. Your first mail then has the best of the last days.',
        'Whatever you mute never comes, however popular it is.',
      ],
    },
    {
      title: 'How keywords are read',
      paragraphs: [
        'A single word matches as you type it, or in the plural: “optimizer” does not find “optimal”. Short words in capitals match capitals, so “CAN” does not find “can”. In a phrase, the words stand side by side and may have other endings.',
        'With "double quotes" only these exact words match. With AND between two parts, a paper must say both. With a minus before a word, as in codec -video, it must not say that word.',
        'A paper that does not say your keyword can still be about it. Such a paper comes after those that say it, and its reason is “Close to your keyword”. More than half of such papers were wanted when we measured. Put a keyword in quotes if you do not want them.',
        'Authors are found without accents, by initials and by the last name alone, as long as only one author of these days can be meant. Organisations are found by the first words of their name.',
      ],
    },
    {
      title: 'What comes first',
      paragraphs: [
        'The order depends on how well a paper matches, and less on how many votes it has for its age and on how new it is. For keywords, the match alone nearly decides. A paper that two of your interests want comes before one that only one of them wants, and what you typed counts more than a topic.',
        'At most half of a mail is from one topic while other papers match. The first paper, which gives the mail its subject, is one that matches well.',
        'Every paper says why it is there. The reason names the most specific interest that it matches.',
      ],
    },
    {
      title: 'When nothing comes',
      paragraphs: [
        'If no new paper matches, no mail is sent. Your preferences page shows what you would get today. More topics or keywords bring more papers.',
        'You can keep the last place of a mail for something popular outside your interests. This is off unless you turn it on.',
      ],
    },
    {
      title: 'What you mark',
      paragraphs: [
        'Beside each paper in a mail, and on your own pages, you can say “more like this”, “less like this” or “not interested”. Papers like those that you want more of move up, papers like the others move down. A few marks change a little, ten change much. If you chose topics or keywords, what matches them still matches; the more you mark, the more your marks decide which papers of a topic come first. Other papers come only if they are clearly like one that you marked, and take at most half of the places while yours match.',
        'A paper that comes for that alone says “Because you marked”, with that paper’s title. You can take back each mark, or all of them, or turn learning off. “Save” puts a paper on your list and teaches nothing.',
        'Your page “What we think you want” shows what was learned: the words and topics that move up or down, by how much, and what each mark changed about the papers of today. The numbers are those that the order is made with. You can leave out a word there, and remove what you chose. The link is at the foot of your preferences.',
        'You can also start with papers that you know: paste a list, choose a BibTeX or RIS file, or name your ORCID or a Zotero library. Each of them counts half as much as a paper marked “more”, and all together no more than five such marks, so that what you mark corrects them. A paper that comes for them says “Like … from your list of papers”. You can remove each of them, and what is proposed from them is followed only if you accept it.',
      ],
    },
    {
      title: 'What is not used',
      paragraphs: [
        `Only what you chose, muted, marked or gave decides. Nothing is measured that was not pressed. ${brand} does not know what you open or click: its mails have no tracking pixels and no redirected links, and how often you read your private feed is not kept. To open a page changes nothing, so programs that open every link of a mail teach nothing.`,
      ],
    },
  ],
}
