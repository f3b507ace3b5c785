import type { how as shape } from '../en/how.ts'

export const how: typeof shape = {
  kicker: (brand) => `Über ${brand}`,
  title: 'Wie Paper ausgewählt werden',
  description: 'Was zu Ihren Themen und Stichwörtern passt, was zuerst kommt und wann nichts kommt.',
  sections: (brand) => [
    {
      title: 'Woher die Paper kommen',
      paragraphs: [
        `${brand} liest mehrmals am Tag öffentliche Listen neuer Paper, zuallererst die Daily Papers von Hugging Face. Ein Paper kann noch eine Woche nach seiner ersten Nennung zu Ihnen kommen, oder zwei Wochen lang, wenn Sie Montage gewählt haben. Sie bekommen es einmal, auch wenn es in einer anderen Liste oder in einer neuen Version wiederkehrt.`,
      ],
    },
    {
      title: 'Was passt',
      paragraphs: [
        'Ein Paper passt, wenn es eines Ihrer Themen hat, eines Ihrer Stichwörter nennt, von jemandem stammt, dem Sie folgen, oder aus einer Organisation kommt, der Sie folgen. Die Themen vergibt ein Programm nach Titel, Abstract und Schlagwörtern. Es liegt in mehr als acht von zehn Fällen richtig.',
        'Wenn Sie nichts gewählt haben, bekommen Sie, wofür die Leser der Listen am meisten stimmen. Ihre erste Mail enthält dann das Beste der letzten Tage.',
        'Was Sie stummschalten, kommt nie, wie beliebt es auch ist.',
      ],
    },
    {
      title: 'Wie Stichwörter gelesen werden',
      paragraphs: [
        'Ein einzelnes Wort passt so, wie Sie es eintippen, oder im Plural: „optimizer“ findet nicht „optimal“. Kurze Wörter in Großbuchstaben passen nur auf Großbuchstaben, „CAN“ findet also nicht „can“. In einer Wortgruppe stehen die Wörter nebeneinander und dürfen andere Endungen haben.',
        'In "doppelten Anführungszeichen" passen nur genau diese Wörter. Mit AND zwischen zwei Teilen muss ein Paper beide nennen. Mit einem Minus vor einem Wort, wie in codec -video, darf es dieses Wort nicht nennen.',
        'Auch ein Paper, das Ihr Stichwort nicht nennt, kann davon handeln. Es kommt nach denen, die es nennen, und als Grund steht dort „Thematisch nah an Ihrem Stichwort“. Als wir nachgemessen haben, war mehr als die Hälfte solcher Paper erwünscht. Setzen Sie ein Stichwort in Anführungszeichen, wenn Sie sie nicht möchten.',
        'Autorinnen und Autoren werden auch ohne Akzente, mit Initialen und allein am Nachnamen erkannt, solange nur eine Person dieser Tage gemeint sein kann. Organisationen werden an den ersten Wörtern ihres Namens erkannt.',
      ],
    },
    {
      title: 'Was zuerst kommt',
      paragraphs: [
        'Die Reihenfolge hängt davon ab, wie gut ein Paper passt, und weniger davon, wie viele Stimmen es für sein Alter hat und wie neu es ist. Bei Stichwörtern entscheidet fast allein, wie gut sie passen. Ein Paper, das zwei Ihrer Interessen wollen, kommt vor einem, das nur eines will, und was Sie eingetippt haben, zählt mehr als ein Thema.',
        'Höchstens die Hälfte einer Mail ist aus einem Thema, solange andere Paper passen. Das erste Paper, nach dem die Mail heißt, ist eines, das gut passt.',
        'Bei jedem Paper steht, warum es da ist. Genannt wird das genaueste Ihrer Interessen, zu dem es passt.',
      ],
    },
    {
      title: 'Wann nichts kommt',
      paragraphs: [
        'Passt kein neues Paper, kommt keine Mail. Ihre Einstellungsseite zeigt, was Sie heute bekämen. Mehr Themen oder Stichwörter bringen mehr Paper.',
        'Sie können den letzten Platz einer Mail für etwas Beliebtes außerhalb Ihrer Interessen freihalten. Das ist aus, solange Sie es nicht einschalten.',
      ],
    },
    {
      title: 'Was Sie markieren',
      paragraphs: [
        'Bei jedem Paper in einer Mail und auf Ihren eigenen Seiten können Sie „Mehr davon“, „Weniger davon“ oder „Interessiert mich nicht“ sagen. Was den Papern ähnelt, von denen Sie mehr möchten, rückt nach oben, was den anderen ähnelt, nach unten. Einzelne Markierungen ändern wenig, zehn ändern viel. Haben Sie Themen oder Stichwörter gewählt, passt weiterhin alles, was dazu passt. Je mehr Sie markieren, desto mehr entscheiden Ihre Markierungen, welche Paper eines Themas zuerst kommen. Anderes kommt nur, wenn es einem markierten Paper deutlich ähnelt, und nimmt höchstens die Hälfte der Plätze ein, solange noch anderes zu Ihrer Wahl passt.',
        'Kommt ein Paper nur deshalb, steht dort „Weil Sie … markiert haben“, mit dem Titel. Sie können jede Markierung zurücknehmen, auch alle zusammen, oder das Lernen ausschalten. „Merken“ setzt ein Paper auf Ihre Liste und lehrt nichts.',
        'Ihre Seite „Was wir über Ihre Interessen annehmen“ zeigt, was gelernt wurde: die Wörter und Themen, die nach oben oder unten rücken, um wie viel, und was jede Markierung an den heutigen Papern geändert hat. Es sind die Zahlen, aus denen die Reihenfolge entsteht. Dort können Sie ein Wort auslassen und entfernen, was Sie gewählt haben. Der Link steht am Fuß Ihrer Einstellungen.',
        'Sie können auch mit Papern beginnen, die Sie kennen: Fügen Sie eine Liste ein, wählen Sie eine BibTeX- oder RIS-Datei, oder nennen Sie Ihre ORCID oder eine Zotero-Bibliothek. Jedes zählt halb so viel wie ein Paper mit „Mehr davon“, alle zusammen höchstens so viel wie fünf, sodass Ihre Markierungen sie berichtigen. Kommt ein Paper ihretwegen, steht dort „Ähnlich wie … von Ihrer Liste“. Sie können jedes entfernen, und was daraus vorgeschlagen wird, verfolgen Sie nur, wenn Sie es annehmen.',
      ],
    },
    {
      title: 'Was nicht verwendet wird',
      paragraphs: [
        `Nur was Sie gewählt, stummgeschaltet, markiert oder angegeben haben, entscheidet. Gemessen wird nichts, was nicht gedrückt wurde. ${brand} weiß nicht, was Sie öffnen oder anklicken: Die Mails enthalten keine Zählpixel und keine umgeleiteten Links, und wie oft Sie Ihren privaten Feed lesen, wird nicht aufbewahrt. Eine Seite zu öffnen ändert nichts; Programme, die jeden Link einer Mail öffnen, lehren also nichts.`,
      ],
    },
  ],
}
