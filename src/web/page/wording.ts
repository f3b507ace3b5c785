/** Sources have names for their settings, and these are known by others. */
const sourceTitles: Readonly<Record<string, string>> = { huggingface: 'Hugging Face', arxiv: 'arXiv' }

export function sourceTitle(source: string): string {
  return sourceTitles[source] ?? source
}
