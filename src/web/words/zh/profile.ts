import type { profile as shape } from '../en/profile.ts'
import { forms } from './forms.ts'

const { number } = forms

export const profile: typeof shape = {
  title: '我们对您兴趣的了解',
  lede: '这一切都来自您的选择、提供的论文和标记。没有按下的，系统一概不知：没有人统计您打开或点击了什么。',
  stated: '您的选择',
  statedFirst: '这些优先：与之相符的论文始终相符。',
  noneStated: '您没有选择主题、关键词或人物，因此收到的是热门论文。',
  muted: '永不出现的内容',
  lists: {
    topics: '主题',
    keywords: '关键词',
    authors: '人物',
    organizations: '机构',
    mutedTopics: '屏蔽的主题',
    mutedKeywords: '屏蔽的词语',
    mutedAuthors: '屏蔽的人物和机构',
  },
  remove: '移除',
  changeAll: '更改您的全部选择',
  learned: '从您的标记和您提供的论文中学到的',
  learningIsOff: '学习功能已关闭：您的标记会保留，但没有影响。',
  noneLearned: '目前没有。用“多推荐此类”或“少推荐此类”标记一篇论文，这里就会显示。',
  belief: (papers, percent) =>
    `共有 ${number(papers)} 篇论文计入。由此得出的结论按 ${percent}% 采信：一个标记说明不了多少，十个就很有分量。`,
  bars: (most, typed) =>
    `条形表示属于您的主题或因热门而出现的论文，其相关度（满分 100）移动多少分：向右为上升，向左为下降。以您目前的标记数量，最多 ${most} 分；与关键词或姓名相符的论文最多 ${typed} 分。与您的标记足够接近的论文也会自行出现。`,
  words: '词语：只谈这些词的论文',
  topics: '主题：今日论文的平均值',
  leaveOut: '不计入',
  leftOut: '不计入：您的标记对这些词没有任何影响',
  countAgain: '重新计入',
  follow: '关注',
  mute: '屏蔽',
  allMarks: '您的全部标记，以及学习开关',
  effects: {
    title: '每个标记带来的变化',
    lede: '您最新的标记，与没有它时相比：它的用词移动多少分，以及今日排序中的位置。只看前二十位。',
    words: '它的用词：',
    nothing: '今天它没有改变前二十位中的任何位置。',
    moved: (before, after) =>
      before === null
        ? `新进第 ${after} 位：`
        : after === null
          ? `原在第 ${before} 位，现已不在前列：`
          : `第 ${before} 位 → 第 ${after} 位：`,
    newest: (shown) => `仅显示最新的 ${shown} 条。`,
  },
  changes: {
    changed: '已更改。',
    leftOut: '已不计入。您的标记不再对这些词产生影响。',
    countsAgain: '这些词重新计入。',
  },
  how: '论文如何选出',
  editions: {
    title: '您的往期',
    lede: '寄送给您的论文及其理由。按一下即可标记论文。',
    older: '更早的往期',
    none: '还没有寄送过任何邮件。',
  },
  feed: {
    title: (brand) => `${brand}：您的论文`,
    description: '寄送给您的论文，最新的在前。',
    pageTitle: '在阅读器中订阅您的论文',
    lede: '邮件中的论文也可以出现在您的阅读器里。这些地址只属于您：知道地址的人都能看到内容。',
    make: '生成地址',
    renew: '生成新地址',
    renewHint: '新地址生成后，旧地址立即失效，例如在地址泄露时使用。',
    end: '关闭订阅源',
    made: '地址如下。此前的地址已失效。',
    ended: '订阅源已关闭，其地址已失效。',
    whatIsIn: '其中有您最近邮件中的约三十篇论文，每篇都附有选中的理由。',
    whoReads: '地址不能打开其他任何内容：既不能打开您的偏好设置，也不能打开您的数据。系统不保存读取的次数。',
    whilePaused: '邮件暂停期间，订阅源保持不变。如果您退订或删除数据，订阅源即告失效。',
    back: '您的偏好设置',
  },
}
