import type { Config } from '../config.ts'
import { createHttp, type HttpOptions } from './http.ts'
import { huggingFace } from './huggingface.ts'
import type { Source } from './source.ts'

/** The sources that the config asks for. */
export function createSources(
  config: Pick<Config, 'huggingFaceUrl' | 'publicUrl'>,
  httpOptions: Partial<HttpOptions> = {},
): readonly Source[] {
  const http = createHttp({ publicUrl: config.publicUrl, ...httpOptions })
  return [huggingFace(config.huggingFaceUrl, http)]
}
