import { z } from 'zod'
import { hosts, onOrOff, webAddress } from './formats.ts'
import { references } from './reference.ts'

export const sourceVariables = {
  SOURCES: z
    .string()
    .optional()
    .register(references, {
      description: 'A file that lists the [sources](sources.md).',
      format: 'JSON file',
      unset: 'Hugging Face Daily Papers alone',
      readBy: ['web', 'worker', 'scheduler', 'daily'],
      example: './sources.json',
    }),
  TOPICS: z
    .string()
    .optional()
    .register(references, {
      description: 'A file that lists [topics of your own](topics.md).',
      format: 'YAML file',
      unset: 'the 28 that come with Paperboy',
      readBy: ['web', 'worker', 'scheduler', 'daily'],
      example: './topics.yaml',
    }),
  SOURCE_REDIRECT_HOSTS: hosts.optional().register(references, {
    description: 'Hosts that are not public, to which [sources](sources.md#hostile-sources) may redirect.',
    format: 'names or addresses, separated by commas, with the port where it is not 80 or 443',
    unset: 'none',
    readBy: ['worker', 'scheduler', 'daily'],
    example: 'feeds.intranet.example:8080',
  }),
  HF_URL: webAddress.prefault('https://huggingface.co').register(references, {
    description: 'The base URL of Hugging Face, for a mirror.',
    format: 'URL',
    readBy: ['worker', 'scheduler', 'daily'],
    example: 'https://huggingface.co',
  }),
  ARXIV_URL: webAddress.prefault('https://export.arxiv.org').register(references, {
    description: 'The base URL of arXiv’s API.',
    format: 'URL',
    readBy: ['worker', 'scheduler', 'daily'],
    example: 'https://export.arxiv.org',
  }),
  ARXIV_RSS_URL: webAddress.prefault('https://rss.arxiv.org').register(references, {
    description: 'The base URL of arXiv’s feeds.',
    format: 'URL',
    readBy: ['worker', 'scheduler', 'daily'],
    example: 'https://rss.arxiv.org',
  }),
  ORCID_URL: webAddress.prefault('https://pub.orcid.org').register(references, {
    description:
      'The base URL of ORCID’s public API, for the works that [readers start from](learning.md#seeds).',
    format: 'URL',
    readBy: ['worker'],
    example: 'https://pub.orcid.org',
  }),
  ZOTERO_URL: webAddress.prefault('https://api.zotero.org').register(references, {
    description:
      'The base URL of Zotero’s API, for the libraries that [readers start from](learning.md#seeds).',
    format: 'URL',
    readBy: ['worker'],
    example: 'https://api.zotero.org',
  }),
  ARXIV_DETAILS: onOrOff.prefault('on').register(references, {
    description:
      'Whether categories, authors and comments are fetched from arXiv for papers that other sources have listed.',
    readBy: ['scheduler', 'daily'],
    example: 'on',
  }),
}
