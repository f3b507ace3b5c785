import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { previewDigest } from '../deliver/preview-digest.ts'
import { UserError } from '../errors.ts'
import { defaultPreferences, type Preferences } from '../subscribers/preferences.ts'
import { print } from './output.ts'
import {
  addPreferenceFlags,
  listHelp,
  parsePreferenceFlags,
  type PreferenceOptions,
} from './preference-flags.ts'
import { parseInstant, withContext } from './run.ts'

type Options = PreferenceOptions & { at?: string; out: string }

export function configure(command: Command): void {
  addPreferenceFlags(command)
    .option('--at <instant>', 'the slot, like 2026-05-20T07:00:00Z (default: now)')
    .requiredOption('--out <dir>', 'the folder for preview.html, preview.txt and preview.eml')
    .addHelpText(
      'after',
      `${listHelp}\nThe schedule (--hour, --paused-until and similar) has no effect here.`,
    )
    .action((options: Options) => {
      const preferences = { ...defaultPreferences, ...parsePreferenceFlags(options) }
      const slot = options.at === undefined ? new Date() : parseInstant(options.at)
      return withContext((context) => preview(context, preferences, slot, options.out))
    })
}

async function preview(context: Context, preferences: Preferences, slot: Date, out: string): Promise<void> {
  const found = await previewDigest(context, preferences, slot)
  const day = slot.toISOString().slice(0, 10)
  if (!found.digest) throw new UserError(nothingToShow(found.candidates, day))
  const { subject, html, text, raw } = found.digest
  await mkdir(out, { recursive: true })
  print(`Subject: ${subject}`)
  const files = { 'preview.html': html, 'preview.txt': text, 'preview.eml': raw }
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(out, name), content)
    print(`${join(out, name)}  ${(Buffer.byteLength(content) / 1000).toFixed(1)} kB`)
  }
}

function nothingToShow(candidates: number, day: string): string {
  return candidates === 0
    ? `There are no papers in the weeks up to ${day}. Fetch some first: paperboy ingest --from D --to D`
    : `None of the ${candidates} papers up to ${day} matches. Choose other topics, or none for trending papers.`
}
