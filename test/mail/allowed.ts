/**
 * What caniemail calls unsupported in some client, and why a reader there misses nothing. Anything else is a failure,
 * and so is an entry that is no longer needed.
 */
export const allowedFeatures: Record<string, string> = {
  '<style> element':
    'only the dark colours, the narrow layout and hovering are there; all that matters is inline',
  '@media': 'dark colours and the narrow layout: without them it is light, and the wide layout still fits',
  'Class selector': 'in <style> only, as above',
  ':hover': 'links are underlined without it',
  'color-scheme CSS property': 'asks clients that have dark colours to use ours; others are light',
  'color-scheme meta tag': 'as the property',
  'display:none': 'of the preheader; Gmail by mobile web for other accounts shows it as a line of text',
  overflow: 'of the preheader; Outlook goes by mso-hide',
  'max-height property':
    'of the preheader, where Outlook goes by mso-hide, and of a figure, which is higher there',
  'min-height property': 'links over whole lines are as high as their lines',
  'min-width property': 'links by themselves are as wide as their words',
  opacity: 'of the preheader; Outlook goes by mso-hide',
  'word-break': 'words of more than forty letters widen the mail instead of breaking',
  'white-space': 'a link’s words are joined by spaces that do not break',
  '<body> element': 'becomes a <div>, and the table inside has the same styles',
  'role attribute': 'screen readers announce layout tables as tables',
  'aria-label attribute': 'the link’s own words say the same',
  'target attribute': 'clients open links as they like',
  '<rt> element': 'so it calls the <article> around the mail, which becomes a <div>',
}
