import type { seeds as shape } from '../en/seeds.tsx'
import { forms } from './forms.ts'

const { number } = forms
const ofYours = (some: number, all: number) => `您的 ${number(all)} 篇论文中的 ${number(some)} 篇`

export const seeds: typeof shape = {
  title: '从您熟悉的论文开始',
  link: '从您熟悉的论文开始',
  linkHint: '来自列表、Zotero、BibTeX 或 ORCID',
  lede: '请给出您喜欢或撰写的论文。从下一封邮件起会出现类似的论文，系统还会据此推荐主题、关键词和作者。',
  isOff: '学习功能已关闭：这些论文会保留，但不影响推荐内容。',
  back: '您的偏好设置',
  list: '论文，每行一篇或多篇',
  listHint:
    'arXiv 编号、链接或 DOI；您的 ORCID iD；Zotero 群组的链接，或 zotero:users/ 加您的用户编号；也可以粘贴 BibTeX 或 RIS 列表。',
  file: '或选择文件',
  fileHint: (megabytes) =>
    `BibTeX 或 RIS 格式，可由 Zotero、Mendeley 和 Google Scholar 导出，最大 ${megabytes} MB。`,
  take: '使用这些论文',
  kept: '列表查询完成后即被删除。每篇论文只保留标题、作者、主题和主要用词，直到您将其移除。本站没有的论文和文献库会在 arXiv、ORCID 或 Zotero 查询，且不透露是为谁查询。',
  lastList: '您最近的列表',
  looking: (done, total) => `正在查询：${number(total)} 项中已完成 ${number(done)} 项。本页会自动刷新。`,
  lookAgain: '刷新',
  taken: (added) => (added === 0 ? '没有采用任何论文。' : `已采用 ${number(added)} 篇论文。`),
  notFound: '未采用：',
  line: (line) => `第 ${number(line)} 行：`,
  andMore: (amount) => `另有 ${number(amount)} 项。`,
  reasons: {
    'not understood': '不是 arXiv 编号、DOI 或可识别的论文链接。',
    unreadable: '未能及时读取。请导出文献库的一部分。',
    'broken entry': '的括号或引号没有闭合，或某个字段没有值。从后面的行开始的条目已读取。',
    'nothing to know it by': '既没有标题也没有编号。',
    'wrong check digit': '不是 ORCID iD：最后一位与其余各位不符。',
    'a Zotero page by name':
      '是以名称命名的 Zotero 页面。Zotero 需要编号，可在 zotero.org/settings/keys 查看。请输入 zotero:users/ 加编号。',
    'too many': (amount) => `列表末尾的 ${number(amount)} 篇论文：只读取前 200 篇。`,
    'too many libraries': '已略过：每个列表最多查询三个文献库。',
    'unknown to arXiv': '在 arXiv 中不存在。',
    'unknown DOI': '未在本站保存，仅凭 DOI 无法查询。请以 BibTeX 或 RIS 格式连同标题一起提供。',
    'unknown ORCID': '在 ORCID 中不存在。',
    'unknown library': '不是 Zotero 中的文献库。',
    'private library': '是私有的。请在 zotero.org 将文献库设为公开，或导出为 BibTeX。',
    'no papers there': '没有所有人可见的论文。',
    'no answer': '无法查询：没有收到回应。请稍后再试。',
    'no known words': '没有能说明其内容的词语。请连同摘要一起提供。',
    'no room': '已略过：最多保留 200 篇论文。请先移除一些。',
  },
  proposals: '根据您的论文推荐',
  proposalsHint: '请勾选您想关注的内容。未勾选的内容仍会通过您的论文起作用。',
  noProposals: '您的论文没有您尚未关注的共同点。',
  topics: '主题',
  keywords: '关键词',
  authors: '作者',
  haveTopic: (some, all) => `见于${ofYours(some, all)}`,
  sayWord: (some, all) => `${ofYours(some, all)}的主要用词`,
  wrote: (some, all) => `撰写了${ofYours(some, all)}`,
  follow: '关注所选内容',
  yours: (amount) => `您的 ${number(amount)} 篇论文`,
  count: '每篇的作用是标记“多推荐此类”的一半，全部合计不超过五个这样的标记。',
  remove: '移除',
  removeAll: '全部移除',
  changes: {
    followed: '已关注，并保留您之前的选择。',
    removed: '已移除，不再起作用。',
    removedAll: '已全部移除，都不再起作用。',
  },
  refusals: {
    'nothing given': '没有列表：请输入内容或选择文件。',
    'still looking': '之前的列表仍在查询中。没有更改任何内容，请在完成后再次提交。',
    'nothing ticked': '没有勾选任何内容，因此没有更改。',
    'too many followed': '超出了可关注的数量：20 个关键词和 50 位作者。没有更改任何内容，请减少勾选。',
  },
  tooLarge: {
    title: '列表过大',
    text: (megabytes) =>
      `列表最大 ${megabytes} MB。没有更改任何内容。请导出文献库的一部分，或去掉附件和笔记。`,
  },
}
