/** One subject that a subscriber can choose. */
export type Topic = {
  slug: string
  name: string
  /** Under which heading it is offered: one of `groups`, or an operator's own. */
  group: string
  /** What belongs, for people choosing. */
  about: string
  /** An operator's own topic may have names of its own in other languages; ours have theirs in the catalogues of words. */
  names?: { de?: string | undefined; zh?: string | undefined }
}

/** The headings of topics, the last one for an operator's own that say no other. */
export const groups = [
  'Language models',
  'Agents and tools',
  'Vision and media',
  'Robots and worlds',
  'Foundations',
  'Society and science',
  'Further topics',
] as const
export type Group = (typeof groups)[number]

/** The 28 topics that the classifier knows, in the order in which they are offered. */
export const topics: readonly Topic[] = [
  topic(
    'pretraining',
    'Pretraining',
    'Language models',
    'New base models, their data, scaling laws, tokenizers, mixture of experts',
  ),
  topic(
    'post-training',
    'Post-training',
    'Language models',
    'Fine-tuning, alignment, preferences, reward models',
  ),
  topic(
    'reasoning',
    'Reasoning',
    'Language models',
    'Chain of thought, verifiable rewards, test-time compute, mathematics',
  ),
  topic(
    'long-context',
    'Long context',
    'Language models',
    'Attention variants, KV cache, state-space models, long inputs',
  ),
  topic(
    'diffusion-lm',
    'Diffusion language models',
    'Language models',
    'Text by discrete and masked diffusion',
  ),
  topic(
    'multilingual',
    'Multilingual',
    'Language models',
    'Many languages, low-resource languages, translation',
  ),
  topic(
    'agents',
    'Agents',
    'Agents and tools',
    'Tool use, many agents, deep research, training and memory of agents',
  ),
  topic('gui-agents', 'GUI agents', 'Agents and tools', 'Agents that use computers, browsers and phones'),
  topic('code', 'Code', 'Agents and tools', 'Code generation, software engineering, program synthesis'),
  topic('retrieval', 'Retrieval', 'Agents and tools', 'Search, RAG, embeddings, reranking'),
  topic('evaluation', 'Evaluation', 'Agents and tools', 'Benchmarks, datasets, models as judges'),
  topic('recommenders', 'Recommenders', 'Agents and tools', 'Recommendation, ads, models of users'),
  topic(
    'reinforcement-learning',
    'Reinforcement learning',
    'Foundations',
    'Policy optimisation, offline RL, exploration',
  ),
  topic(
    'efficiency',
    'Efficiency',
    'Foundations',
    'Quantization, pruning, distillation, fast decoding, serving',
  ),
  topic('theory', 'Theory', 'Foundations', 'Optimisers, convergence, generalisation, learning dynamics'),
  topic('graphs-time-series', 'Graphs and time series', 'Foundations', 'Graph learning, tables, forecasting'),
  topic(
    'interpretability',
    'Interpretability',
    'Foundations',
    'Probing, sparse autoencoders, mechanisms inside models',
  ),
  topic(
    'vision-language',
    'Vision and language',
    'Vision and media',
    'Multimodal models, visual questions, documents, grounding',
  ),
  topic('image-generation', 'Image generation', 'Vision and media', 'Generating and editing images'),
  topic('video-generation', 'Video generation', 'Vision and media', 'Generating and editing video, avatars'),
  topic(
    'video-understanding',
    'Video understanding',
    'Vision and media',
    'Questions about video, finding moments',
  ),
  topic('3d', '3D', 'Vision and media', 'Reconstruction, splatting, meshes, depth, human motion'),
  topic(
    'recognition',
    'Recognition',
    'Vision and media',
    'Detection, segmentation, tracking, visual features',
  ),
  topic('speech-audio', 'Speech and audio', 'Vision and media', 'Speech, sound, music'),
  topic(
    'robotics',
    'Robotics',
    'Robots and worlds',
    'Manipulation, navigation, vision-language-action, driving',
  ),
  topic('world-models', 'World models', 'Robots and worlds', 'Simulators, interactive environments, games'),
  topic('safety', 'Safety', 'Society and science', 'Security, privacy, jailbreaks, bias, watermarks'),
  topic(
    'science',
    'Science and medicine',
    'Society and science',
    'Biology, chemistry, physics, health, AI scientists',
  ),
]

/**
 * Parts of topics in which readers differ, `<topic>.<part>`. They can be chosen and muted like topics; a paper that has one
 * always has the topic, so they are no labels. Which papers have them: see narrowScores.
 */
export const narrowTopics: readonly Topic[] = [
  topic(
    'evaluation.agents',
    'Evaluation: agents',
    'Agents and tools',
    'Of evaluation only benchmarks of agents, also of those that use computers',
  ),
  topic('robotics.driving', 'Robotics: driving', 'Robots and worlds', 'Of robotics only autonomous driving'),
  topic(
    'science.medicine',
    'Science: medicine',
    'Society and science',
    'Of science only health, medical images, clinical practice',
  ),
  topic(
    'science.nature',
    'Science: natural sciences',
    'Society and science',
    'Of science only biology, chemistry, physics, weather, brains',
  ),
  topic(
    'science.research',
    'Science: AI scientists',
    'Society and science',
    'Of science only AI that does research, writes or reviews papers',
  ),
]

type Offered = {
  own: readonly Topic[]
  whole: readonly Topic[]
  choices: readonly Topic[]
  bySlug: ReadonlyMap<string, Topic>
}

let offered = offer([])

/** Offers an operator's own topics after ours, in this process: `config/own-topics.ts` reads them. */
export function offerTopics(own: readonly Topic[]): void {
  offered = offer(own)
}

/** How mails call the operator's own topics. */
export function ownTopicNames(): unknown[] {
  return offered.own.map(({ slug, name, names }) => [slug, name, names])
}

/** Every topic without its parts: ours, and the operator's own. */
export function wholeTopics(): readonly Topic[] {
  return offered.whole
}

/** All that can be chosen: every topic, and after it its parts. */
export function choices(): readonly Topic[] {
  return offered.choices
}

/** @returns undefined where neither a topic nor a part of one has that slug */
export function findTopic(slug: string): Topic | undefined {
  return offered.bySlug.get(slug)
}

/** @returns undefined for a part of a topic too */
export function findWholeTopic(slug: string): Topic | undefined {
  return slug.includes('.') ? undefined : findTopic(slug)
}

/** A topic's name for readers; a slug that has left the catalogue names itself. */
export function topicName(slug: string): string {
  return findTopic(slug)?.name ?? slug
}

function offer(own: readonly Topic[]): Offered {
  const isPart = ({ slug }: Topic) => slug.includes('.')
  const whole = [...topics, ...own.filter((one) => !isPart(one))]
  const parts = [...narrowTopics, ...own.filter(isPart)]
  const listed = whole.flatMap((one) => [
    one,
    ...parts.filter((part) => part.slug.startsWith(`${one.slug}.`)),
  ])
  return { own, whole, choices: listed, bySlug: new Map(listed.map((one) => [one.slug, one])) }
}

/** Where an operator's own topics are offered that say no group. */
export const furtherTopics: Group = 'Further topics'

function topic(slug: string, name: string, group: Group, about: string): Topic {
  return { slug, name, group, about }
}
