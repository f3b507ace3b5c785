import type { Cadence } from '../../../store/schema.ts'
import type { subscribing as shape } from '../en/subscribing.tsx'
import { dateOnly, forms } from './forms.ts'

const { alternatives, hour, number } = forms
const papers = (amount: number) => `${number(amount)} 篇论文`
const cadences: Record<Cadence, string> = { daily: '每天', weekdays: '每个工作日', weekly: '每周一' }
const needLook = (fields: number) => `有 ${number(fields)} 处需要修改。`

export const subscribing: typeof shape = {
  schedule: (cadence, at, timeZone) => `${cadences[cadence]} ${hour(at)}（${timeZone}）`,
  quoted: (text) => `“${text}”`,
  choice: (amount, subjects, makers) => {
    const what = [
      ...(subjects.length > 0 ? [`关于${subjects.join('、')}`] : []),
      ...(makers.length > 0 ? [`来自 ${alternatives(makers)}`] : []),
    ]
    const wanted = what.length > 0 ? what.join('，或') : '来自所有主题的热门论文'
    return `${amount === 1 ? '最合适的一篇论文' : `最多 ${amount} 篇论文`}：${wanted}`
  },
  nothing: (subjects, makers) => {
    const parts = [
      ...(subjects.length > 0 ? [`关于${alternatives(subjects)}`] : []),
      ...(makers.length > 0 ? [`来自 ${alternatives(makers)}`] : []),
    ]
    return `；不要${parts.join('，或')}的论文`
  },
  coupon: {
    title: '热门论文，送到您的邮箱',
    onTopics: (topics) => `${topics.join('、')}的论文，送到您的邮箱`,
    promise: '每天一封邮件，只有您关注的主题。',
  },
  form: {
    email: '邮箱地址',
    subscribe: '订阅',
    note: '我们会先寄给您一个确认链接。在您确认之前，不会寄送其他邮件。',
    topics: '主题',
    topicsHint: '不选则收到当前热门论文',
    moreTopics: (amount) => `另有 ${amount} 个主题`,
    trap: '请勿填写此项',
    needsScript: '此表单需要 JavaScript，以防程序自动填写。',
  },
  page: {
    kicker: '订阅',
    description: '按您的主题挑选热门论文，在您选择的时间寄送。',
    lede: '与您的主题相符的论文，在您选择的时间送达。没有相符的论文时不寄送。',
    wrong: (fields) => `${needLook(fields)}尚未发送任何邮件。`,
    quick: '填写速度比常人快，因此尚未发送邮件。请再按一次按钮。',
    unproven: '为了防止程序自动填写，您的浏览器需要先做一次小计算。尚未发送邮件，请再按一次按钮。',
  },
  checkInbox: {
    kicker: '即将完成',
    title: '请查看您的邮箱',
    lede: (brand) =>
      `如果该地址可以接收我们的邮件，一分钟内会收到 ${brand} 的来信。打开信中的链接并按下按钮，即可开始接收论文。`,
    openInbox: '打开内置收件箱',
    spam: '没有收到？请同时查看垃圾邮件文件夹。',
    threeDays: '链接三天内有效。',
    once: '为防止他人塞满您的邮箱，此类邮件每天最多发送一封。',
  },
  confirm: {
    kicker: '最后一步',
    title: '要为您寄送论文吗？',
    button: '是的，开始订阅',
    notYou: '不是您本人的请求？关闭此页即可，不会寄送任何邮件。',
    welcome: '欢迎',
    subscribed: '订阅成功',
    coming: '最新一期正在寄送给您。此后：',
    notComing: '最近几天没有相符的论文。一旦出现，就会寄出您的第一期：',
    makeItYours: '个性化设置',
    canWait: '这些可以以后再说：每封邮件底部都有更改设置和退订的链接。',
    save: '保存',
    allSet: '已完成',
    already: '您已经订阅',
    nothingLeft: '无需再做任何操作。每封邮件底部都有更改设置和退订的链接。',
    to: '收件人',
    when: '时间',
    what: '内容',
  },
  preferences: {
    title: '您的偏好设置',
    wrong: (fields) => `${needLook(fields)}没有更改任何设置。`,
    save: '保存更改',
    preview: '预览（不保存）',
    foot: (why, leave, feed, profile) => (
      <>
        {profile('我们对您兴趣的了解')}。{why('为何收到这些邮件')}。{feed('在阅读器中订阅您的论文')}
        。不再感兴趣？{leave('暂停、减少或退订')}。
      </>
    ),
    saved: (schedule) => `已保存。论文将于${schedule}寄送。`,
    savedPaused: (until, schedule) => `已保存。${dateOnly(until)}之前不会寄送，之后论文将于${schedule}寄送。`,
    rule: '没有新论文与您的选择相符的日子，不会寄送邮件。',
    noMatch: (day) =>
      `${dateOnly(day)}没有新论文与您的选择相符，因此没有寄送邮件。增加主题或关键词会带来更多论文。`,
    lastEdition: (day, amount) => `您的上一期于${dateOnly(day)}寄出，共 ${papers(amount)}。`,
    notBegun: '您的订阅尚未开始',
    notBegunText:
      '请打开确认邮件中的链接并按下按钮，订阅才会开始。在此之前不会寄送任何邮件，也没有可更改的设置。',
    askAgain: '索取新链接',
    notRunning: '您的订阅未在运行',
    notRunningText: '目前不会寄送任何邮件，因此没有可更改的设置。您可以随时重新订阅。',
    subscribe: '订阅',
  },
  fields: {
    topics: '主题',
    topicsHint: '不选则收到当前热门论文',
    numbers: '数字为上周的论文数量。',
    lastWeek: (amount) => `上周 ${papers(amount)}`,
    keywords: '自定义关键词',
    optional: '选填',
    keywordsExample: 'speculative decoding, protein folding',
    keywordsHint: (most) => `以逗号分隔，最多 ${most} 个。`,
    cadence: '频率',
    cadences: { daily: '每天', weekdays: '工作日', weekly: '每周一' },
    hour: '时间',
    timeZone: '时区',
    maxPapers: '论文数量上限',
    language: '邮件语言',
    followPeople: '关注作者',
    authors: '作者',
    organizations: '机构',
    followHint: '以逗号分隔。他们发表的论文会优先寄送，重音符号可写可不写。',
    mute: '屏蔽',
    mutedTopics: '不要这些主题',
    mutedKeywords: '不要含这些词语的论文',
    mutedKeywordsExample: 'benchmark, survey',
    mutedAuthors: '不要这些作者或机构的论文',
    discovery: '把最后一个位置留给主题之外的热门论文',
    quietMail: '连续一周没有相符的论文时，寄一封简短邮件告知',
    learning: '让我对论文的标记影响推荐',
    pausedUntil: '暂停至',
    noPause: '留空表示不暂停',
    inThirtyDays: (amount) => (amount === 0 ? '30 天内没有' : `30 天内 ${papers(amount)}`),
    noneButClose: '30 天内没有；相近的有：',
  },
  today: {
    title: '今天会收到的内容',
    paused: (until) => `您已暂停至${dateOnly(until)}，因此不会收到。如果没有暂停：`,
    none: '没有您尚未收到过的相符论文，因此不会寄送邮件。增加主题或关键词会带来更多论文。',
  },
  mute: {
    title: '少推荐此类',
    question: (paper) => <>关于{paper}，哪些内容不想再收到？</>,
    topics: '不要这些主题',
    keywords: '不要含这些词语的论文',
    otherWords: '或其他词语',
    commas: '以逗号分隔',
    authors: '不要这些作者或机构',
    button: '屏蔽',
    once: '这篇论文本身只会寄送一次。',
    chooseOne: '请至少选择一项。',
    noted: '已记录',
    muted: '您不会再收到与以下内容有关的论文：',
    seeAll: '查看全部偏好设置',
    unmute: '可以在那里取消屏蔽。',
  },
}
