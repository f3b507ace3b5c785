import type { frame as shape } from '../en/frame.ts'

export const frame: typeof shape = {
  tagline: '热门论文，每日送达',
  homeTitle: (brand) => `${brand}：热门研究论文`,
  allPapersFeed: '全部论文',
  searchPapers: '搜索论文',
  search: '搜索',
  language: '语言',
  promise: '不跟踪，不用 Cookie。每封邮件都可以退订。',
  readLatest: '阅读最新论文',
  links: {
    home: '今日论文',
    topics: '主题',
    makers: '作者',
    archive: '往期',
    search: '搜索',
    feed: '订阅源',
    subscribe: '邮件订阅',
    how: '论文如何挑选',
    status: '数据来源',
  },
  keys: {
    title: '快捷键',
    next: '下一篇',
    previous: '上一篇',
    open: '打开',
    search: '搜索',
    help: '显示此列表',
  },
}
