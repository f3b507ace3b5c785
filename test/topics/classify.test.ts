import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topics } from '../../src/topics/catalogue.ts'
import { classify, topicThreshold } from '../../src/topics/classify.ts'
import type { ClassifiedFields } from '../../src/topics/features.ts'

const slugs = new Set(topics.map(({ slug }) => slug))
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.lorem())
const anyPaper: fc.Arbitrary<ClassifiedFields> = fc.record({
  title: text,
  abstract: text,
  keywords: fc.array(text, { maxLength: 8 }),
  summary: fc.option(text),
  organization: fc.option(text),
})

function topicsOf(paper: Partial<ClassifiedFields> & { title: string }): string[] {
  const whole = { abstract: '', keywords: [], summary: null, organization: null, ...paper }
  return Object.entries(classify(whole))
    .filter(([, score]) => score >= topicThreshold)
    .map(([slug]) => slug)
}

test('whatever the words, scores are of the catalogue, between the floor and 1, the best first', () => {
  fc.assert(
    fc.property(anyPaper, (paper) => {
      const scores = Object.entries(classify(paper))
      expect(scores.every(([slug, score]) => slugs.has(slug) && score >= 0.2 && score <= 1)).toBe(true)
      const values = scores.map(([, score]) => score)
      // Integer-like keys would jump to the front of an object, whatever their score.
      expect(values).toEqual(values.toSorted((a, b) => b - a))
    }),
  )
})

test('the same paper always scores the same, whatever was classified before', () => {
  fc.assert(
    fc.property(anyPaper, anyPaper, (paper, other) => {
      const before = classify(paper)
      classify(other)
      expect(classify(structuredClone(paper))).toEqual(before)
    }),
  )
})

test('an empty paper has no topic', () => {
  expect(topicsOf({ title: '' })).toEqual([])
  expect(topicsOf({ title: '🤖', abstract: '\n' })).toEqual([])
})

test('of a very long abstract only the beginning is read', () => {
  const beginning = 'The robot grasps a cup. '.repeat(1000)
  const read = (abstract: string) =>
    classify({ title: 'x', abstract, keywords: [], summary: null, organization: null })
  expect(read(`${beginning} ${'A protein folds. '.repeat(100_000)}`)).toEqual(read(beginning))
})

const invented: [string, ClassifiedFields][] = [
  [
    'robotics',
    paper(
      'Folding Towels: Bimanual Manipulation from Two Hundred Demonstrations',
      'We train a vision-language-action policy for a bimanual robot. It folds towels in unseen homes.',
    ),
  ],
  [
    '3d',
    paper(
      'Splats in the Rain: Gaussian Splatting of Wet Streets',
      'We present a 3D Gaussian splatting method that reconstructs wet scenes from a few views, with novel view synthesis at 90 frames per second.',
    ),
  ],
  [
    'speech-audio',
    paper(
      'Whispering Back: Zero-Shot Text-to-Speech for Soft Voices',
      'We propose a text-to-speech model that clones whispered voices from three seconds of audio.',
    ),
  ],
  [
    'image-generation',
    paper(
      'Paint Less: Local Image Editing with Diffusion Transformers',
      'We introduce an image editing method for text-to-image diffusion models that leaves what was not asked for untouched.',
    ),
  ],
  [
    'video-generation',
    paper(
      'An Hour of Sea: Consistent Long Video Generation',
      'We present a text-to-video diffusion model that generates long videos without drift.',
    ),
  ],
  [
    'video-understanding',
    paper(
      'When Did It Fall? Temporal Grounding in Hour-Long Videos',
      'We study long video understanding. Our video large language model answers questions about hour-long videos and finds the moment.',
    ),
  ],
  [
    'recommenders',
    paper(
      'The Second Click: Sequential Recommendation with Generative Retrieval of Items',
      'We propose a recommender system that predicts the next item from user behaviour. An online A/B test shows a higher click-through rate.',
    ),
  ],
  [
    'diffusion-lm',
    paper(
      'Unmask Later: Faster Decoding for Diffusion Language Models',
      'We propose a decoding order for masked diffusion language models such as LLaDA that needs half the denoising steps.',
    ),
  ],
  [
    'graphs-time-series',
    paper(
      'Tides: A Foundation Model for Time Series Forecasting',
      'We introduce a time series foundation model for zero-shot forecasting of multivariate series.',
    ),
  ],
  [
    'long-context',
    paper(
      'Forget Gently: KV Cache Eviction for Million-Token Contexts',
      'We propose a KV cache eviction policy that keeps long-context language models accurate at a million tokens.',
    ),
  ],
  [
    'efficiency',
    paper(
      'Three Bits Suffice: Post-Training Quantization of Large Language Models',
      'We introduce a quantization method that runs a large language model in three bits with twice the throughput.',
    ),
  ],
  [
    'science',
    paper(
      'A Protein Language Model for Enzymes that Work in the Cold',
      'We design proteins with a language model. In the wet lab, enzymes keep their function at low temperature.',
    ),
  ],
  [
    'safety',
    paper(
      'Polite Attacks: Jailbreaking Aligned Models with Courtesy',
      'We show that courteous prompts jailbreak safety-aligned language models and propose a defense.',
    ),
  ],
  [
    'code',
    paper(
      'Patch and Pray: Software Engineering Agents on SWE-bench',
      'We study how coding agents repair bugs in real repositories. Unit tests guide code generation.',
    ),
  ],
  [
    'retrieval',
    paper(
      'Ask Twice: Query Rewriting for Retrieval-Augmented Generation',
      'We propose a dense retriever with query rewriting that improves retrieval-augmented generation and passage reranking.',
    ),
  ],
  [
    'gui-agents',
    paper(
      'Click Here: GUI Grounding for Computer-Use Agents',
      'We train a computer-use agent that grounds instructions in screenshots and evaluate it on OSWorld.',
    ),
  ],
  [
    'interpretability',
    paper(
      'What the Heads Know: Sparse Autoencoders on Attention Outputs',
      'We use sparse autoencoders and activation patching to find interpretable features and circuits in transformers.',
    ),
  ],
  [
    'theory',
    paper(
      'Why Momentum Helps: Convergence of Sign Descent',
      'We prove convergence rates for an optimizer with momentum under heavy-tailed gradient noise, and bounds on generalization.',
    ),
  ],
  [
    'multilingual',
    paper(
      'Yoruba First: Machine Translation for Low-Resource Languages',
      'We build a multilingual corpus for twelve African languages and improve machine translation.',
    ),
  ],
  [
    'reinforcement-learning',
    paper(
      'Clip Twice: Stable Policy Optimization',
      'We propose a policy optimization algorithm for reinforcement learning that prevents entropy collapse in GRPO.',
    ),
  ],
  [
    'world-models',
    paper(
      'Playable Dreams: An Interactive World Model of Board Games',
      'We train an action-conditioned world model that simulates game worlds in real time and can be played.',
    ),
  ],
  [
    'evaluation',
    paper(
      'TideBench: A Benchmark for Reading Nautical Charts',
      'We introduce a benchmark of 2,000 expert-written questions. The best model reaches an accuracy of only 31 %.',
    ),
  ],
]

function paper(title: string, abstract: string): ClassifiedFields {
  return { title, abstract, keywords: [], summary: null, organization: null }
}

test.each(invented)('two sentences are enough for %s', (slug, one) => {
  expect(topicsOf(one)).toContain(slug)
})

test('keywords and summary add what title and abstract do not say', () => {
  const plain = { title: 'Learning from a Thousand Kitchens', abstract: 'We collect data and train a model.' }
  expect(topicsOf(plain)).not.toContain('robotics')
  const more = {
    keywords: ['robotic manipulation', 'vision-language-action'],
    summary: 'A robot policy for kitchens.',
  }
  expect(topicsOf({ ...plain, ...more })).toContain('robotics')
})
