import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { countTopics } from '../papers/count-topics.ts'
import { countFollowers } from '../subscribers/find.ts'
import { choices, findTopic } from '../topics/catalogue.ts'
import { print, printTable } from './output.ts'
import { withContext } from './run.ts'

type Options = { json?: true }

export function configure(command: Command): void {
  command
    .option('--json', 'JSON lines also on a terminal')
    .addHelpText('after', help)
    .action((options: Options) => withContext((context) => printTopics(context, options)))
}

const help = `
All topics, the operator's own (\`TOPICS\`) too, and narrower parts of some of them (\`science.medicine\`), which \`--topics\` of other commands and a brand's
\`topics\` take by their slug. Papers are those of the week that ends with the newest; followers are active subscribers. A topic
that people follow and that is not there any more is listed last: they keep it, and get no papers for it.
On a terminal it prints a table, elsewhere JSON lines: {"slug", "name", "group", "about", "papers", "followers"}.`

async function printTopics({ db, clock }: Context, { json }: Options): Promise<void> {
  const [papers, followers] = await Promise.all([countTopics(db, clock()), countFollowers(db)])
  const known = choices().map(({ slug, name, group, about }) => ({ slug, name, group, about }))
  const gone = [...followers.keys()].filter((slug) => findTopic(slug) === undefined)
  const rows = [...known, ...gone.map(goneTopic)].map((one) => ({
    ...one,
    papers: papers.get(one.slug) ?? 0,
    followers: followers.get(one.slug) ?? 0,
  }))
  if (json || !process.stdout.isTTY) for (const row of rows) print(JSON.stringify(row))
  else {
    printTable(
      ['slug', 'papers', 'followers', 'name'],
      rows.map((row) => [row.slug, row.papers, row.followers, row.name]),
    )
  }
}

/** A topic that left the catalogue, or TOPICS. */
function goneTopic(slug: string) {
  return { slug, name: `${slug} (not there any more)`, group: '', about: '' }
}
