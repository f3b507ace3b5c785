/**
 * The anchor that GitHub gives a heading, so that links lead to the same place there and on the site. The second of equal
 * headings gets `-1`, which is left to the caller.
 *
 * @param {string} heading its text, with or without Markdown
 */
export function githubSlug(heading) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}
