import { clockHour, formsOf } from './forms.ts'
import type { Cadence, Schedule, Words } from './locale.ts'

const { number, list, date, weekday } = formsOf('zh-Hans')

const cadences: Record<Cadence, string> = { daily: '每天', weekdays: '每个工作日', weekly: '每周一' }
const when = ({ cadence, hour, timeZone }: Schedule) =>
  `${cadences[cadence]} ${clockHour(hour)}（${timeZone.replaceAll('_', ' ')}）`

const topics: Record<string, string> = {
  pretraining: '预训练',
  'post-training': '后训练',
  reasoning: '推理',
  'long-context': '长上下文',
  'diffusion-lm': '扩散语言模型',
  multilingual: '多语言',
  agents: '智能体',
  'gui-agents': '图形界面智能体',
  code: '代码',
  retrieval: '检索',
  evaluation: '评测',
  recommenders: '推荐系统',
  'reinforcement-learning': '强化学习',
  efficiency: '效率',
  theory: '理论',
  'graphs-time-series': '图与时间序列',
  interpretability: '可解释性',
  'vision-language': '视觉与语言',
  'image-generation': '图像生成',
  'video-generation': '视频生成',
  'video-understanding': '视频理解',
  '3d': '三维',
  recognition: '识别',
  'speech-audio': '语音与音频',
  robotics: '机器人',
  'world-models': '世界模型',
  safety: '安全',
  science: '科学与医学',
  'evaluation.agents': '评测：智能体',
  'robotics.driving': '机器人：自动驾驶',
  'science.medicine': '科学：医学',
  'science.nature': '科学：自然科学',
  'science.research': '科学：AI 科学家',
}

export const zh: Words = {
  tag: 'zh-Hans',
  date,
  weekday,
  aroundDate: (day) => ['', ` ${day}`],
  list,
  digest: {
    subject: (names, more) =>
      more > 0 ? `${names.join('、')} 等 ${names.length + more} 篇` : names.join('、'),
    dated: (subject, on) => `${subject}（${on}）`,
    preheader: (names) => `还有：${names}`,
    headline: (cadence, count) => `${cadence === 'weekly' ? '本周' : '今日'} ${number(count)} 篇论文`,
    lede: (considered) => `从 ${number(considered)} 篇论文中为您挑选。`,
    sample: (brand) => `这些论文是虚构的。这是一份样例，展示 ${brand} 寄送的内容。`,
    intro: (cadence) => [
      '今后我们会寄给您这样的论文，最合适的排在最前。',
      `${cadences[cadence]}在您选择的时间送达；没有合适的论文时不寄送。`,
      '主题、关键词、篇数和时间都可以随时更改：',
    ],
    closing: (count) => (count === 1 ? '就这一篇。' : `以上就是全部 ${number(count)} 篇。`),
    why: (cadence, site) =>
      `您在 ${site} 订阅了本邮件，每${cadence === 'weekly' ? '周一' : cadence === 'weekdays' ? '个工作日' : '天'}寄送一次。`,
    whyOwn: ({ file }) =>
      `这是您自己的 Paperboy 为您整理的。想看其他论文或屏蔽某些内容，请${file ? `编辑 ${file}` : '更改命令的选项'}。`,
    introOwn: ['今后会有这样的论文，最合适的排在最前，同一篇不会重复。', '没有合适的论文时不寄送。'],
    fullList: '查看完整列表',
  },
  paper: {
    untitled: '无标题',
    upvotes: (count) => `${number(count)} 次点赞`,
    withUpvotes: (byline, upvotes) => `${byline}（${upvotes}）`,
    andOthers: (names, others) => `${names} 等 ${number(others + 2)} 人`,
    topic: (slug) => topics[slug],
    read: '阅读',
    code: '代码',
    project: '项目',
    more: '多推荐此类',
    less: '少推荐',
    figure: '论文页面上的图片',
  },
  reason: {
    topic: (name) => `因为您关注“${name}”`,
    keyword: (keyword) => `符合您的关键词“${keyword}”`,
    keywordMatched: (keyword, matched) => `符合您的关键词“${keyword}”（文中为“${matched}”）`,
    likeness: (keyword) => `内容接近您的关键词“${keyword}”`,
    author: (name) => `因为您关注“${name}”`,
    organization: (name) => `因为您关注“${name}”`,
    marked: (title) => `因为您标记了“${title}”`,
    seed: (title) => `与您列出的“${title}”相似`,
    trending: '按票数与日期选出',
    discovery: '您的主题之外的热门论文',
    upvoted: '点赞数超过九成同期论文',
  },
  note: {
    editor: '编者按',
    sponsor: (sponsor) => `广告：${sponsor}`,
  },
  quiet: {
    subject: '本周没有符合您选择的新论文',
    headline: '本周没有符合的论文',
    looked: (considered, days) =>
      considered === 0
        ? `最近 ${days} 天没有新收录的论文。`
        : `我们查看了最近 ${days} 天的 ${number(considered)} 篇论文，没有一篇符合您的选择。`,
    closest: '最接近的一篇：',
    why: '您在偏好设置中选择了接收这封邮件，每周最多一封。多选一些主题或关键词，就会收到更多论文。',
  },
  foot: {
    unsubscribe: '退订',
    preferences: '偏好设置',
    why: '为何收到此邮件',
    how: '论文如何挑选',
    website: '网站',
    sentBy: (brand) => `由 ${brand} 寄送：`,
  },
  action: {
    copyAddress: '或将此地址复制到浏览器中：',
    confirm: (brand, schedule, { topics, typed }) => ({
      subject: `请确认订阅 ${brand}`,
      preheader: `只需一次点击，论文将于${when(schedule)}送达。`,
      headline: '只差一次点击',
      paragraphs: [
        `有人（希望是您本人）希望${when(schedule)}在此地址收到热门研究论文。`,
        chosenText(topics, typed),
      ],
      button: '确认订阅',
      smallPrint: ['链接三天内有效。', '不是您本人？无需任何操作：未经确认的地址不会收到论文。'],
    }),
    manage: (brand) => ({
      subject: `您的 ${brand} 偏好设置链接`,
      preheader: '主题、关键词、论文数量和时间，都在一处。',
      headline: '您的偏好设置',
      paragraphs: ['这是您索取的链接，可以设置主题和关键词、论文的数量和时间，也可以退订。'],
      button: '打开偏好设置',
      smallPrint: [
        '任何人拿到此链接都能更改您的偏好设置，请勿转给他人。',
        '不是您索取的？有人输入了您的地址，没有任何改动。',
      ],
    }),
    export: (brand) => ({
      subject: `您在 ${brand} 的数据`,
      preheader: '您的地址、同意记录、偏好设置和每一期内容，都在一个文件中。',
      headline: '带走您的数据',
      paragraphs: [
        '您索取了我们保存的全部数据：您的地址、同意记录、偏好设置，以及每一期的论文，都在一个文件中。',
      ],
      button: '获取我的数据',
      smallPrint: [
        '链接一天内有效。任何人拿到它都能读取您的数据，请勿转给他人。',
        '不是您索取的？有人拿到了您的偏好设置链接，但没有拿到您的数据。无需任何操作，他们也不会拿到。',
      ],
    }),
    erase: (brand) => ({
      subject: `要删除您在 ${brand} 的数据吗？`,
      preheader: '在您按下链接后的按钮之前，不会删除任何内容。',
      headline: '要删除您的全部数据吗？',
      paragraphs: [
        '您要求删除数据。链接通向一个按钮，按下后您的地址、偏好设置和寄送记录都将永久删除。',
        '如果您只想少收或不收邮件，可以在偏好设置中更改，您的选择会保留。',
      ],
      button: '继续删除',
      smallPrint: [
        '链接一天内有效。在您按下其后的按钮之前，不会删除任何内容。',
        '不是您要求的？无需任何操作，一切保持不变。',
      ],
    }),
    goodbye: (brand) => ({
      subject: `您已退订 ${brand}`,
      preheader: '不再寄送论文。如果是误操作，可以在此恢复。',
      headline: '您已退订',
      paragraphs: [
        '不会再有论文寄到此地址，这是最后一封邮件。您的主题会保留，以便您回来时使用。',
        '不是您本人，或是误操作？此链接可以恢复您原来的订阅。',
      ],
      button: '恢复订阅',
      smallPrint: [
        '链接三天内有效。之后您可以在网站上重新订阅。',
        '如果您不仅不想再收邮件，还希望删除您的全部数据，可以在偏好设置中操作。',
      ],
    }),
    restored: (brand) => ({
      subject: `您的 ${brand} 订阅已恢复`,
      preheader: '有人撤销了退订。如果不是您本人，可以在此再次退订。',
      headline: '您的订阅已恢复',
      paragraphs: [
        '您曾退订，一小时内有人在退订页面上点击了“撤销”。论文将照常寄送。',
        '不是您本人？点击下面的按钮即可再次退订。',
      ],
      button: '退订',
      smallPrint: ['如果是您本人操作，则无需做任何事。'],
    }),
  },
}

function chosenText(topics: string, typed: number): string {
  if (topics)
    return typed > 0 ? `主题：${topics}；以及表单中填写的 ${typed} 个关键词或名称。` : `主题：${topics}。`
  if (typed > 0) return `与表单中填写的 ${typed} 个关键词或名称相匹配的论文。`
  return '没有选择任何内容，因此您将收到各主题中得票最多的论文。'
}
