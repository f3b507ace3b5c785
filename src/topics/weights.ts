import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { topics } from './catalogue.ts'
import { cueFeatureCount } from './features.ts'
import { toVocabulary, type Model } from './model.ts'

const topicCount = topics.length
const slugs = topics.map(({ slug }) => slug).join(' ')

/** One number per topic, in one line: prettier would give each its own. */
const Numbers = z.string().transform((text) => text.split(' ').map(Number))
const PerTopic = Numbers.pipe(z.array(z.number()).length(topicCount))

/** Weights as one byte each: value · scale of their topic. Terms and cues differ in size, so each has its scales. */
const Bytes = z.object({ scales: PerTopic, bytes: z.string() })
const File = z.object({
  format: z.literal(2),
  /** In the order of the columns. */
  topics: z.string(),
  terms: z.string(),
  idf: z.object({ scale: z.number(), bytes: z.string() }),
  termWeights: Bytes,
  cueWeights: Bytes,
  bias: PerTopic,
  limits: PerTopic,
  slope: z.number(),
})

export function encodeModel(model: Model): string {
  const split = model.idf.length * topicCount
  const idfScale = Math.max(...model.idf) / 255
  const file: z.input<typeof File> = {
    format: 2,
    topics: slugs,
    terms: model.terms.join('\n'),
    idf: {
      scale: idfScale,
      bytes: base64(Uint8Array.from(model.idf, (value) => Math.round(value / idfScale))),
    },
    termWeights: toBytes(model.weights.subarray(0, split)),
    cueWeights: toBytes(model.weights.subarray(split)),
    bias: toText(model.bias),
    limits: toText(model.limits),
    slope: Number(model.slope.toFixed(3)),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** @throws where the text is not of this catalogue and lexicon: train again after changing them */
export function decodeModel(text: string): Model {
  const file = File.parse(JSON.parse(text))
  if (file.topics !== slugs) throw new Error('the weights are for other topics')
  const terms = file.terms.split('\n')
  const weights = new Float32Array((terms.length + cueFeatureCount) * topicCount)
  const termWeights = fromBytes(file.termWeights)
  const cueWeights = fromBytes(file.cueWeights)
  if (termWeights.length + cueWeights.length !== weights.length)
    throw new Error('the weights are for other features')
  weights.set(termWeights)
  weights.set(cueWeights, termWeights.length)
  const idf = Float32Array.from(Buffer.from(file.idf.bytes, 'base64'), (byte) => byte * file.idf.scale)
  const [bias, limits] = [Float32Array.from(file.bias), Float32Array.from(file.limits)]
  return { ...toVocabulary(terms, idf), weights, bias, limits, slope: file.slope }
}

/** The weights that come with Paperboy. */
export function shippedModel(): Model {
  return decodeModel(readFileSync(new URL('./weights.json', import.meta.url), 'utf8'))
}

function toBytes(weights: Float32Array): z.input<typeof Bytes> {
  const scales = new Float64Array(topicCount)
  for (const [at, weight] of weights.entries()) {
    const t = at % topicCount
    scales[t] = Math.max(scales[t] ?? 0, Math.abs(weight) / 127)
  }
  const bytes = Int8Array.from(weights, (weight, at) => Math.round(weight / (scales[at % topicCount] || 1)))
  return { scales: Array.from(scales, (scale) => scale.toPrecision(5)).join(' '), bytes: base64(bytes) }
}

function fromBytes({ scales, bytes }: z.infer<typeof Bytes>): Float32Array {
  const signed = Buffer.from(bytes, 'base64')
  const weights = new Float32Array(signed.length)
  // Not Float32Array.from: its iterator makes loading many times slower.
  for (let at = 0; at < weights.length; at += 1) {
    weights[at] = signed.readInt8(at) * (scales[at % topicCount] ?? 0)
  }
  return weights
}

function toText(numbers: Float32Array): string {
  return Array.from(numbers, (one) => one.toFixed(4)).join(' ')
}

function base64(bytes: Uint8Array | Int8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
