import { readConfig, type Config } from '../../src/config/config.ts'

/** A config that reaches nothing outside of the machine; override what the test is about. */
export function testConfig(overrides: Partial<Config> & { dataDir: string }): Config {
  const config = readConfig({
    DATA_DIR: overrides.dataDir,
    SECRET_KEY: 'a key that is only for tests, 32 characters and more',
    PORT: '0',
    INBOX_PORT: '0',
    PUBLIC_URL: 'http://paperboy.test',
    MAIL_FROM: 'Paperboy <news@paperboy.test>',
    HF_URL: 'http://127.0.0.1:9',
    ARXIV_URL: 'http://127.0.0.1:9',
    ARXIV_RSS_URL: 'http://127.0.0.1:9',
    // Tests fill in forms faster than people do.
    MIN_FILL_SECONDS: '0',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
  })
  return { ...config, ...overrides }
}
