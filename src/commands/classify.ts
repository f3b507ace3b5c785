import type { Command } from 'commander'
import { classify, topicThreshold } from '../topics/classify.ts'
import { readEntriesFile } from './entries.ts'
import { print } from './output.ts'

export function configure(command: Command): void {
  command.addHelpText('after', help).action(printTopics)
}

const help = `
The file is an array of Hugging Face entries, as /api/daily_papers answers it; - reads standard input.
Each line is {"id", "topics": [{"topic", "score"}]}: topics that the paper has, the best first, with scores
from ${topicThreshold} to 1. The id is arXiv’s, without a version. Entries that cannot be used are reported on standard error.`

async function printTopics(file: string): Promise<void> {
  for (const { paper } of await readEntriesFile(file)) {
    const given = Object.entries(classify(paper)).filter(([, score]) => score >= topicThreshold)
    const topics = given.map(([topic, score]) => ({ topic, score }))
    print(JSON.stringify({ id: paper.id.replace(/^arxiv:/, ''), topics }))
  }
}
