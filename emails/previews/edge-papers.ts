import type { Language } from '../locales/locale.ts'
import { previewPapers, type PreviewCard } from './papers.ts'

/** At least two; again and again the same, and only the last from outside of the reader's topics. */
export function manyPapers(language: Language, count: number): PreviewCard[] {
  const papers = previewPapers(language)
  const matches = Array.from({ length: count }, () => papers.slice(0, -1)).flat()
  return [...matches.slice(0, count - 1), ...papers.slice(-1)]
}

/** The longest of everything that came in 580 days: titles of 175 characters, tokens of 155, names with emoji. */
export function longestPapers(language: Language): PreviewCard[] {
  const title =
    'Towards a unified, scalable and interpretable framework for the systematic evaluation of long-horizon reasoning in multimodal agents under distribution shift: a study of 4,096 tasks'
  return changed(language, [
    { title, byline: 'Wolfeschlegelsteinhausenbergerdorff Institute for the Comparative Study of Machines' },
    { title: `${'unbreakable_token_'.repeat(9)}.py`.slice(0, 155), byline: '🧑‍🚀 Ada, 👩‍👩‍👧 Lab and 662 others' },
    { title: '$\\mathcal{L}_{\\text{KL}}^{(2)}$ & <b>SL^{2}A</b>: “quotes”, ‘more’ and 𝕳𝖊𝖑𝖑𝖔 🤗' },
  ])
}

/** Titles that run the other way, or without spaces. */
export function foreignPapers(language: Language): PreviewCard[] {
  return changed(language, [
    {
      titleLanguage: 'ar',
      summaryLanguage: 'ar',
      title: 'نماذج لغوية كبيرة (LLMs) لفهم النصوص العربية: دراسة مقارنة على 12 مهمة',
      byline: 'معهد قطر لبحوث الحوسبة',
      summary: 'نقارن بين نماذج مفتوحة ومغلقة، ونجد أن GPT-4 يتفوق في 7 مهام من أصل 12.',
    },
    {
      titleLanguage: 'he',
      title: 'מודלים של שפה קוראים עברית: האם הניקוד עוזר?',
      byline: 'דנה לוי and 3 others',
    },
    {
      titleLanguage: 'zh-Hans',
      title:
        '面向大规模语言模型的高效稀疏注意力机制：在百万词元上下文中只读取百分之三的键值缓存，而不损失准确率',
      byline: '清华大学',
    },
    { titleLanguage: 'ko', title: '로봇은 하루 오후의 놀이에서 무엇을 배우는가', byline: '한국과학기술원' },
  ])
}

function changed(language: Language, changes: Partial<PreviewCard>[]): PreviewCard[] {
  return previewPapers(language).map((paper, index) => ({ ...paper, ...changes[index] }))
}
