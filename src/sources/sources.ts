import type { Config } from '../config.ts'
import { createHttp, type HttpOptions } from './http.ts'
import { huggingFace } from './huggingface.ts'
import type { ConfiguredSource } from './source.ts'

/** The sources that the config asks for. */
export function createSources(
  config: Pick<Config, 'huggingFaceUrl' | 'publicUrl'>,
  httpOptions: Partial<HttpOptions> = {},
): readonly ConfiguredSource[] {
  const http = createHttp({ publicUrl: config.publicUrl, ...httpOptions })
  return [{ ...huggingFace(config.huggingFaceUrl, http), schedule: '*/30 * * * *', isAwaited: true }]
}
