import { topicIn } from '../../../render/paper-view.ts'
import type { problems as shape } from '../en/problems.tsx'

export const problems: typeof shape = {
  fields: {
    'no address': () => '请填写您的邮箱地址。',
    'not an address': () => '请填写一个地址，例如 name@example.org。',
    'invisible characters': () => '地址中含有不可见字符，请重新输入。',
    'accents before the @': () => '@ 之前只能使用不带重音符号的字母 a 到 z。',
    'not a domain': () => '@ 之后的部分不是域名，例如 example.org。',
    'address too long': () => '地址过长。',
    'unknown topic': (slug) => `没有主题“${slug}”。`,
    'keyword too long': (most) => `每个关键词最多 ${most} 个字符。`,
    'too many keywords': (most) => `最多 ${most} 个关键词。`,
    'name too long': (most) => `每个名称最多 ${most} 个字符。`,
    'too many names': (most) => `最多 ${most} 个。`,
    'not yes or no': () => '请选择“是”或“否”。',
    'unknown cadence': () => '请选择每天、工作日或每周。',
    'unknown language': () => '请选择 en、de 或 zh。',
    'not an hour': () => '请选择 0 到 23 之间的小时。',
    'not a number of papers': (most) => `请选择 1 到 ${most} 篇论文。`,
    'not a day': () => '请填写日期，例如 2026-05-31。',
    'unknown time zone': (name) => `没有时区“${name}”。请选择类似 Europe/Berlin 的时区。`,
    'chosen and muted': (slug) => `“${topicIn('zh', slug)}”不能同时选择和屏蔽。`,
    'not valid': () => '此项无效。',
  },
  notFound: {
    title: '本期没有此页',
    text: '此地址没有对应的页面，可能输入有误，或在传递中被截断。',
  },
  wrongMethod: {
    title: '此页不支持这种请求',
    text: '页面存在，但不能以这种方式访问。请通过链接或表单打开。',
  },
  tooLarge: {
    title: '内容太大，投不进信箱',
    text: '提交的内容远远超出表单的容量，没有保存任何内容。请返回并减少内容。',
  },
  tooMany: {
    title: '请求过多',
    text: (minutes) =>
      `来自您的网络或针对同一地址的此类请求过多。最后一次请求没有改变任何内容。请在 ${minutes} 分钟后重试。`,
  },
  crossSite: {
    title: '来自其他网站的提交',
    text: '此表单由其他网站的页面提交，因此没有更改任何内容。如果这是您的本意，请在此处填写表单。',
  },
  failure: {
    title: '出错了',
    text: '这是我们的问题，您的请求可能没有完成。请重试。',
    tellNumber: '如果再次出现，请将此编号告知运营者：',
  },
  brokenLink: {
    title: '此链接不完整',
    text: '邮件程序有时会截断较长的链接。请从邮件中复制完整链接，再次打开。',
  },
  expiredLink: {
    title: '此链接已过期',
    older: '此链接已超过有效期。没有更改任何内容。',
    askForNew: '您可以在偏好设置页面索取新链接。',
    lifetimes: {
      confirm: '确认订阅的链接三天内有效。',
      undo: '刚才的操作可在一小时内撤销。',
      export: '导出数据的链接一天内有效。',
      erase: '删除数据的链接一天内有效。',
    },
  },
  goneLink: {
    title: '此链接已失效',
    text: '它的用途已经结束，没有更改任何内容。',
  },
  startAgain: (form) => <>要获取新链接，请{form('再次填写表单')}。</>,
}
