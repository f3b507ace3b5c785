import type { marks as shape } from '../en/marks.tsx'
import { dateOnly, forms } from './forms.ts'

const { number } = forms

export const marks: typeof shape = {
  names: { more: '多推荐此类', less: '少推荐此类', hide: '不感兴趣', save: '收藏' },
  effects: {
    more: '类似的论文会更常出现，即使不属于您的主题和关键词。',
    less: '类似的论文会排得更靠后，也更少出现。',
    hide: '作用是“少推荐此类”的一半。',
    save: '放入您的列表，以便日后阅读或引用。不影响推荐内容。',
  },
  about: (paper) => <>关于{paper}</>,
  because: '“类似”的依据是它的主题和用词：',
  ownWords: '用词',
  muteInstead: '或永久屏蔽某个主题、词语或作者',
  marked: (name, on) => `已于${dateOnly(on)}标记为“${name}”。`,
  takeBack: '撤销',
  all: '我的全部标记',
  buttons: '标记这篇论文',
  profile: '我们对您兴趣的了解',
  noted: '已记录',
  unchanged: '此前已经这样标记，没有任何更改。',
  counts: {
    more: '从下一封邮件起，类似的论文会更常出现。几个标记影响不大，十个影响明显。',
    less: '从下一封邮件起，类似的论文会排得更靠后，也更少出现。与您的主题和关键词相符的论文仍然相符。',
    hide: '从下一封邮件起，类似的论文会略微靠后。与您的主题和关键词相符的论文仍然相符。',
    save: '已放入您的列表。',
  },
  chooseOne: '请按其中一个按钮。没有更改任何内容。',
  isOff: '学习功能已关闭：标记会保留，但不影响推荐内容。',
  list: {
    title: '您的标记',
    lede: (opinions) =>
      opinions === 0
        ? '您还没有标记过论文。邮件中的每篇论文都有标记链接。'
        : `您已标记 ${number(opinions)} 篇论文。系统只从这些标记中学习，不知道您打开或点击了什么。`,
    on: '学习功能已开启：您的标记会影响推荐内容。',
    off: '学习功能已关闭：您的标记会保留，但没有影响。',
    turnOn: '开启学习',
    turnOff: '关闭学习',
    opinions: '多推荐或少推荐',
    saved: '收藏的论文',
    noneSaved: '还没有收藏。',
    gone: '这篇论文已不再保存，其标记不再起作用。',
    newest: (shown) => `仅显示最新的 ${shown} 条。`,
    reset: '全部撤销',
    resetHint: '收藏的论文会保留。',
    wasReset: '已没有“多推荐”“少推荐”或“不感兴趣”的标记。',
    takenBack: '已撤销。',
    turnedOn: '学习功能已重新开启。',
    turnedOff: '学习功能已关闭，标记没有删除。',
  },
}
