import type { Config } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/load.ts'

/** Of each group only what a test is about. */
export type ConfigOverrides = Partial<Pick<Config, 'secretKeys' | 'logLevel' | 'tracing'>> & {
  [Group in Exclude<keyof Config, 'secretKeys' | 'logLevel' | 'tracing'>]?: Partial<Config[Group]>
}

/** A config that reaches nothing outside of the machine; override what the test is about. */
export function testConfig(dataDir: string, overrides: ConfigOverrides = {}): Config {
  const config = loadConfig({
    DATA_DIR: dataDir,
    SECRET_KEY: 'a key that is only for tests, 32 characters and more',
    PORT: '0',
    PUBLIC_URL: 'http://paperboy.test',
    MAIL_FROM: 'Paperboy <news@paperboy.test>',
    HF_URL: 'http://127.0.0.1:9',
    ARXIV_URL: 'http://127.0.0.1:9',
    ARXIV_RSS_URL: 'http://127.0.0.1:9',
    ORCID_URL: 'http://127.0.0.1:9',
    ZOTERO_URL: 'http://127.0.0.1:9',
    // Tests fill in forms faster than people do.
    MIN_FILL_SECONDS: '0',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  })
  return configWith(config, overrides)
}

/** The config with some values of some groups replaced. */
export function configWith(config: Config, overrides: ConfigOverrides): Config {
  return {
    ...config,
    ...overrides,
    store: { ...config.store, ...overrides.store },
    web: { ...config.web, ...overrides.web },
    mail: { ...config.mail, ...overrides.mail },
    delivery: { ...config.delivery, ...overrides.delivery },
    bounces: { ...config.bounces, ...overrides.bounces },
    sources: { ...config.sources, ...overrides.sources },
    brand: { ...config.brand, ...overrides.brand },
  }
}
