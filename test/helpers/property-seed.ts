import fc from 'fast-check'

// The gate sets a seed, so that it gives the same answer for the same commit. Everywhere else, and in the long forms,
// the generated inputs are new in each run.
const seed = process.env['PAPERBOY_TEST_SEED']
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) })
