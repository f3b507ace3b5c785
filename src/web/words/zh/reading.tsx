import type { reading as shape } from '../en/reading.tsx'
import { forms } from './forms.ts'

const { number } = forms
const papers = (amount: number) => `${number(amount)} 篇论文`
const trending = (amount: number) => `${number(amount)} 篇热门论文`

export const reading: typeof shape = {
  papers,
  days: (amount) => `${number(amount)} 天`,
  card: {
    upvotes: (amount) => `${number(amount)} 次点赞`,
    comments: (amount) => `${number(amount)} 条评论`,
    withdrawn: '已撤回',
    code: '代码',
    codeWithStars: (stars) => `代码（${number(stars)} 星标）`,
    project: '项目',
  },
  pager: {
    label: '页码',
    previous: (page) => `← 第 ${page} 页`,
    next: (page) => `第 ${page} 页 →`,
    of: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
  },
  digest: {
    title: (topic, on) => `${topic}：${on}`,
    description: (amount, on) => `${on}的 ${trending(amount)}。订阅邮件，只收与您的主题相符的论文。`,
    latest: '最新论文',
    latestOnTopic: (topic) => `“${topic}”最新论文`,
    papersOf: (on) => `${on}的论文`,
    inBrief: '其余论文',
    topicFeed: (topic) => `“${topic}”的论文`,
    otherDays: '其他日期',
    topicsOfDay: '当天的主题',
    all: '全部',
    onAllDays: (topic) => `“${topic}”的全部论文 →`,
    noneOnTopic: (topic, linked) => (
      <>
        这一天没有“{topic}”的论文。{linked('查看其他日期')}。
      </>
    ),
    sample: {
      title: '样例。',
      text: '这些论文是虚构的，用来展示一天的内容。首次获取列表后，将由真实论文取代。',
    },
    nothingYet: {
      description: '按您的主题挑选热门论文的邮件订阅。',
      dateline: '创刊号',
      title: '还没有论文',
      text: '尚未获取任何论文。第一天的列表就绪后会立即显示在这里，请过几分钟再来看看。',
    },
    noDigest: {
      title: '这一天没有论文',
      text: '这一天没有论文列表：可能是周末、未来的日期，或早于本站的第一期。',
    },
  },
  paper: {
    kicker: '论文',
    isWithdrawn: '这篇论文已被撤回。',
    discuss: '参与讨论',
    figure: '论文页面上的图片',
    abstract: '摘要',
    andOthers: (amount) => `及其他 ${number(amount)} 人`,
    note: '备注',
    published: '发表日期',
    listed: '收录日期',
    topics: '主题',
    keywords: '关键词',
    similar: '相似论文',
    cite: '引用',
    copy: '复制',
    copied: '已复制',
    bibtex: 'BibTeX 文件',
    ris: 'RIS 文件',
    upvoteHistory: (from, since, to, until) =>
      `从 ${since}的 ${number(from)} 次点赞到 ${until}的 ${number(to)} 次`,
  },
  topic: {
    title: (topic, page) => `${topic}${page > 1 ? `，第 ${page} 页` : ''}：热门论文`,
    description: (topic, about) => `“${topic}”的热门论文。${about}。`,
    about: (about, linked) => (
      <>
        {about}。{linked('Atom 订阅源')}
      </>
    ),
    noneYet: (topic) => `还没有收录“${topic}”的论文。`,
    noneThisFarBack: (topic) => `再往前没有“${topic}”的论文了。`,
    all: '全部主题',
  },
  topics: {
    title: '主题',
    description: '热门论文的主题，以及各主题近期的论文数量。',
    trend: (topic, weeks) => `“${topic}”最近 ${weeks.length} 周每周的论文数：${weeks.join('、')}`,
  },
  archive: {
    title: '往期',
    description: (month) => `${month}的热门论文，按日排列。`,
    months: '月份',
  },
  makers: {
    title: '作者与机构',
    all: '全部作者与机构',
    description: (days) => `最近 ${days} 天热门论文最多的作者与机构。`,
    dateline: (days) => `最近 ${days} 天论文最多`,
    organizations: '机构',
    people: '作者',
    none: '目前还没有人有两篇论文。',
    author: '作者',
    organization: '机构',
    byAuthor: (amount, name) => `${name} 的 ${trending(amount)}。`,
    byOrganization: (amount, name) => `${name} 的 ${trending(amount)}。`,
    sameName: '署有此名的全部论文，可能属于不同的人。',
  },
  searching: {
    title: '搜索',
    quoted: (text) => `“${text}”`,
    found: (amount) => `${trending(amount)}。`,
    foundFor: (amount, text) => `与“${text}”相符的 ${trending(amount)}。`,
    description: '按标题、摘要中的词语或作者姓名查找热门论文。',
    everyPaper: '全部已收录的论文',
    results: (amount, page, pages) => `${papers(amount)}，第 ${page} 页，共 ${pages} 页`,
    question: '您想找什么？',
    mentioning: (text) => `提到“${text}”的论文`,
    anyPapers: '论文',
    nothingFound: '没有完全符合的论文。请减少或更换词语与筛选条件。',
    help: '可以输入标题、摘要中的词语或作者姓名。',
    sideBySide: (example) => <>{example('"world models"')}：查找相邻的词语。</>,
    either: (example) => <>{example('robots or drones')}：含其中任意一个即可。</>,
    without: (example) => <>{example('diffusion -video')}：排除提到“video”的论文。</>,
    suggestions: '建议',
    didYouMean: (linked, text) => <>您要找的是{linked(text)}吗？</>,
    topicNamed: (name) => `主题：${name}`,
    filters: '筛选',
    topic: '主题',
    all: '全部',
    from: '收录日期从',
    to: '到',
    source: '来源',
    withCode: '仅限有代码的论文',
    filter: '筛选',
  },
}
