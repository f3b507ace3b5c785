import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { UserError } from '../errors.ts'
import { computePaperVectors } from '../ingest/paper-vectors.ts'
import { findTypedPaper } from '../ingest/typed-paper.ts'
import { findSimilarPapers, readPaperVectors } from '../papers/paper-vectors.ts'
import { findPaper } from '../papers/stored-papers.ts'
import { shippedSpaceName } from '../select/latent-space.ts'
import { print, printTable } from './output.ts'
import { withContext } from './run.ts'

type Options = { max: string; json?: true }

export function configure(command: Command): void {
  command
    .option('--max <1-100>', 'how many papers at most', '10')
    .option('--json', 'JSON lines also on a terminal')
    .addHelpText('after', help)
    .action((paper: string, options: Options) =>
      withContext((context) => printSimilar(context, paper, options)),
    )
}

const help = `
The paper is an arXiv number, a DOI, a link, or an id as \`rank\` and the API print it. Compared are the words of titles, keywords
and abstracts, by what they mean for each other in the papers of two years. On a terminal it prints a table, elsewhere JSON
lines: {"id", "title", "firstListedOn", "nearness"}, the nearest first; nearness is at most 1.
Exit code 1: no source has listed the paper.`

async function printSimilar({ db }: Context, typed: string, options: Options): Promise<void> {
  const max = Number(options.max)
  if (!Number.isInteger(max) || max < 1 || max > 100)
    throw new UserError('Choose from 1 to 100 papers for --max.')
  const id = await findTypedPaper(db, typed)
  if (id === null) throw new UserError(`“${typed}” is no arXiv number, no DOI and no link.`)
  if (!(await findPaper(db, id))) throw new UserError(`No source has listed ${id}.`)
  await computePaperVectors(db, Infinity)
  const papers = await findSimilarPapers(db, await readPaperVectors(db, shippedSpaceName()), id, max)
  const rounded = papers.map((paper) => ({ ...paper, nearness: Number(paper.nearness.toFixed(3)) }))
  if (options.json || !process.stdout.isTTY) for (const paper of rounded) print(JSON.stringify(paper))
  else if (rounded.length > 0) {
    printTable(
      ['id', 'nearness', 'listed', 'title'],
      rounded.map((one) => [one.id, one.nearness.toFixed(2), one.firstListedOn, one.title]),
    )
  }
  if (rounded.length === 0) process.stderr.write('No stored paper is like it.\n')
}
