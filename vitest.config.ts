import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { quickFiles } from './test/helpers/quick-files.ts'

/** These take minutes or most of one. */
const slowest = [
  'faults/faults',
  'pipeline',
  'mail/oracles',
  'faults/disk-full',
  'e2e/life',
  'cli',
  'doctor/doctor',
  'e2e/pages',
  'launcher',
  'faults/clock',
  'editions/no-loss',
  'store/schema-state',
  'select/relevance',
  'web/enumeration',
  'split',
  'ledger/mail-history',
  'editions/schedule-changes',
  'faults/upgrade',
  'e2e/scanner',
  'ingest/backfill',
  'store/open',
  'command-graph',
  'sources/attacks',
  // It waits more than it computes.
  'smtp/pool',
]

/** Each takes several seconds, though they open no database, server or process. */
const slowAlone = [
  'select/select',
  'select/relevance',
  'topics/relevance',
  'store/pglite-pool',
  'sources/attacks',
  'papers/latex',
]

/** For the inner loop, `npm run test:quick`: nothing that takes seconds. */
const isQuick = process.env['PAPERBOY_TESTS'] === 'quick'

/** Begins with the slowest, so that none of them is left over at the end, alone on one core. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = slowest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
      return place < 0 ? slowest.length : place
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  // React as in production: its development build takes a stack trace for each element.
  oxc: { jsx: { development: false } },
  test: {
    include: isQuick ? quickFiles(import.meta.dirname, slowAlone) : ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/helpers/property-seed.ts'],
    globalSetup: isQuick ? [] : ['test/helpers/global-setup.ts'],
    // A test takes a second or two on a quiet machine, and several times that beside others that keep it busy. Those that
    // start processes or do much set a longer time of their own.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { NODE_ENV: 'production' },
    // As in production: most tests open an embedded database, which is not open for long enough to be worth optimising.
    execArgv: ['--liftoff-only'],
    // One more than the cores it is meant for, since some files wait more than they compute.
    maxWorkers: 3,
    // The files of a worker share its modules, its database and its servers: loading and opening them takes seconds.
    isolate: false,
    sequence: { sequencer: SlowestFirst },
  },
})
