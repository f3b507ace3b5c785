import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indexText, matchedForm, keywordColumn, type SearchedFields } from '../../src/select/keywords.ts'
import { relevanceFloor } from '../../src/select/relevance.ts'
import { wordsOf, type Word } from '../../src/select/stems.ts'

const paper = (fields: Partial<SearchedFields>): SearchedFields => ({
  title: 'Nothing to see',
  abstract: 'We see nothing.',
  keywords: [],
  ...fields,
})

/** Whether a title says a keyword. */
function says(title: string, keyword: string): boolean {
  return keywordColumn(indexText([paper({ title })]), keyword).papers.length === 1
}

function relevance(papers: SearchedFields[], keyword: string): number[] {
  const column = keywordColumn(indexText(papers), keyword)
  return papers.map((_, at) => column.values[column.papers.indexOf(at)] ?? 0)
}

const someWords = fc.constantFrom(
  'robot',
  'Robots',
  'arm',
  'C++',
  '3D',
  'pre-training',
  'of',
  '语言模型',
  'judge',
  'GPT-4',
)
const phrases = fc.array(someWords, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))
const texts = fc.array(someWords, { maxLength: 30 }).map((words) => words.join(' '))
const fields = fc.record({ title: texts, abstract: texts, keywords: fc.array(texts, { maxLength: 3 }) })

describe('a keyword', () => {
  test.each([
    ['Sparse Autoencoders for all', 'sparse autoencoder'],
    ['We quantize models', 'quantized model'],
    ['Case studies', 'study'],
    ['I CAN do', 'CAN'],
    ['Many CANs', 'CANs'],
    ['Fast optimizers', '"fast optimizers"'],
    ['Speech, and fast codecs', 'codec AND speech'],
    ['Audio codecs', 'codec -video'],
    ['Text-to-speech', 'text-to-speech'],
    ['Agents and more', 'agent'],
    ['LLMs at work', 'llm'],
    ['LLMs at work', 'LLMs'],
    ['Text to image', 'text-to-image'],
    ['Text-to-Image', 'text to image'],
    ['Continual pretraining data', 'continual pre-training data'],
    ['Continual pre-training data', 'continual pretraining data'],
    ['GPT4 sees', 'GPT-4'],
    ['LLM-as-a-Judge, revisited', 'LLM-as-a-judge'],
    ['Fast C++ and Rust', 'C++'],
    ['3D Gaussian splatting', '3D'],
    ['Émile’s models', 'emile'],
    ['大规模语言模型研究', '语言模型'],
    ['LLM模型と学習', '学習'],
    ['한국어 언어모델은', '언어모델'],
  ])('is found: “%s” says “%s”', (title, keyword) => {
    expect(says(title, keyword)).toBe(true)
  })

  test.each([
    ['Sparse and dense autoencoders', 'sparse autoencoder'],
    ['General models', 'generative'],
    ['A C compiler', 'C++'],
    ['C++ compilers', 'C'],
    ['Robotics', 'robot arm'],
    ['VideoAgent', 'agent'],
    ['模型语言', '语言模型'],
    ['Optimal control', 'optimizer'],
    ['A trade-off', 'trading'],
    ['Materializing views', 'materials'],
    ['What it can do', 'CAN'],
    ['What it can do', 'IT'],
    ['Faster optimizers', '"fast optimizers"'],
    ['Audio codecs', 'codec AND speech'],
    ['Video codecs', 'codec -video'],
    ['Nothing', '-video'],
    ['Nothing', '→'],
    ['Nothing', ''],
  ])('is not found: “%s” does not say “%s”', (title, keyword) => {
    expect(says(title, keyword)).toBe(false)
  })

  test('does not reach from one field, or one of the keywords, into the next', () => {
    const spread = paper({
      title: 'All about sparse',
      keywords: ['autoencoder', 'thing'],
      abstract: 'Like it.',
    })
    expect(relevance([spread], 'sparse autoencoder')).toEqual([0])
    expect(relevance([spread], 'autoencoder thing')).toEqual([0])
    expect(relevance([spread], 'thing like')).toEqual([0])
  })

  test('counts most in a title, more in the first two sentences of an abstract than later, and least among keywords', () => {
    const papers = [
      paper({ title: 'Folding paper boats' }),
      paper({ abstract: 'We fold a paper boat. It is large. It does not float.' }),
      paper({ abstract: 'It is large. It does not float. We fold a paper boat.' }),
      paper({ keywords: ['paper boats'] }),
      paper({}),
    ]
    const column = keywordColumn(indexText(papers), 'paper boat')
    expect(column.papers).toEqual([0, 1, 2, 3])
    expect(column.values).toEqual(column.values.toSorted((a, b) => b - a))
    expect(new Set(column.values).size).toBe(4)
    expect(column.values.at(-1)).toBeGreaterThan(relevanceFloor)
    expect([...column.titled]).toEqual([0])
  })

  test.each([
    ['MoE layers for all', 'mixture of experts'],
    ['Mixtures of experts for all', 'MoE'],
    ['A TTS system for speech', 'text-to-speech'],
    ['A UAV lands', 'drones'],
  ])('is found by its letters or spelled out: “%s” says “%s”', (title, keyword) => {
    expect(says(title, keyword)).toBe(true)
    expect(matchedForm(paper({ title }), keyword)).not.toBeNull()
  })

  test('that has other meanings in letters is found by them only beside a word of its subject', () => {
    expect(says('TTS scales at test time', 'text-to-speech')).toBe(false)
    expect(says('Text-to-speech', 'TTS')).toBe(false)
  })

  test('says more the fewer papers have it', () => {
    const boats = Array.from({ length: 9 }, () => paper({ title: 'Boats' }))
    const [rare = 0] = relevance([paper({ title: 'Kites' }), ...boats], 'kites')
    const [, common = 0] = relevance([paper({ title: 'Kites' }), ...boats], 'boats')
    expect(rare).toBeGreaterThan(common)
  })

  test('is at least at the floor where it occurs, never above 1, and only where the paper says it', () => {
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 8 }), phrases, (papers, keyword) => {
        for (const [at, value] of relevance(papers, keyword).entries()) {
          const said = papers[at] ? matchedForm(papers[at], keyword) : null
          expect(value > 0).toBe(said !== null)
          if (said === null) continue
          expect(value).toBeGreaterThanOrEqual(relevanceFloor)
          expect(value).toBeLessThanOrEqual(1)
          const { title = '', abstract = '', keywords = [] } = papers[at] ?? {}
          expect([title, abstract, ...keywords].some((text) => text.includes(said))).toBe(true)
          expect(says(said, keyword)).toBe(true)
        }
      }),
    )
  })

  test('that is a piece of a text is found in it', () => {
    fc.assert(
      fc.property(phrases, texts, texts, (keyword, before, after) => {
        expect(says(`${before} ${keyword} ${after}`, keyword)).toBe(true)
      }),
    )
  })

  test('stays as relevant, or becomes more, where a paper says it once more', () => {
    fc.assert(
      fc.property(fc.array(fields, { minLength: 1, maxLength: 6 }), phrases, (papers, keyword) => {
        const [before = 0] = relevance(papers, keyword)
        const [first, ...others] = papers
        const more = { title: '', abstract: '', ...first, keywords: [...(first?.keywords ?? []), keyword] }
        const [after = 0] = relevance([more, ...others], keyword)
        if (before > 0) expect(after).toBeGreaterThan(before * 0.9)
        else expect(after).toBeGreaterThanOrEqual(relevanceFloor)
      }),
    )
  })
})

test('a paper’s other form of the words is told as it stands there', () => {
  expect(matchedForm(paper({ title: 'On Transformers of maps' }), 'transformer')).toBe('Transformers')
  expect(matchedForm(paper({ title: 'Learned transformations' }), 'learn transformer')).toBe(
    'Learned transformations',
  )
  expect(matchedForm(paper({ title: 'Audio codecs' }), 'codec AND speech')).toBeNull()
  expect(matchedForm(paper({ abstract: 'Our pre-training  data.' }), 'pretraining data')).toBe(
    'pre-training  data',
  )
  expect(matchedForm(paper({}), 'transformer')).toBeNull()
})

test('the index finds what reading every text from its start finds, with the same relevance', () => {
  fc.assert(
    fc.property(fc.array(fields, { maxLength: 8 }), phrases, (papers, keyword) => {
      const expected = relevancePlainly(papers, keyword)
      for (const [at, value] of relevance(papers, keyword).entries()) {
        expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 10)
      }
    }),
    { numRuns: 300 },
  )
})

/** BM25F as its paper writes it, over texts that are read anew: no numbers for words, no positions, no shared arrays. */
function relevancePlainly(papers: SearchedFields[], keyword: string): number[] {
  const read = papers.map(({ title, keywords, abstract }) =>
    // The invented texts have no second sentence.
    [[title], keywords, [abstract], []].map((field) => field.map(wordsOf)),
  )
  const lengthOf = (field: Word[][] = []) => field.reduce((sum, words) => sum + words.length, 0)
  const usual = [0, 1, 2, 3].map((field) => {
    return read.reduce((sum, one) => sum + lengthOf(one[field]), 0) / Math.max(1, papers.length)
  })
  const counts = read.map((paperFields) =>
    paperFields.reduce((sum, field, nth) => {
      const norm = 0.25 + (0.75 * lengthOf(field)) / Math.max(1, usual[nth] ?? 1)
      const found = field.reduce((all, words) => all + occurrences(words, wordsOf(keyword)), 0)
      return sum + (found * ([6, 0.3, 2, 1][nth] ?? 0)) / norm
    }, 0),
  )
  const having = counts.filter((count) => count > 0).length
  const rarity = (some: number) => Math.log1p((papers.length - some + 0.5) / (some + 0.5))
  return counts.map((count) => {
    if (count === 0) return 0
    return relevanceFloor + (1 - relevanceFloor) * (rarity(having) / rarity(1)) * (count / (count + 4))
  })
}

/** At how many places of a text a phrase begins; words that a hyphen joins are also one word, on either side. */
function occurrences(text: Word[], phrase: Word[]): number {
  const begins = (at: number, nth: number): boolean => {
    if (nth >= phrase.length) return true
    const [here, word] = [text[at], phrase[nth]]
    if (!here || !word) return false
    const forms = [
      { form: word.stem, next: nth + 1 },
      ...(word.joined ? [{ form: word.joined, next: nth + 2 }] : []),
    ]
    return forms.some(
      ({ form, next }) =>
        (here.stem === form && begins(at + 1, next)) || (here.joined === form && begins(at + 2, next)),
    )
  }
  return phrase.length === 0 ? 0 : text.filter((_, at) => begins(at, 0)).length
}
