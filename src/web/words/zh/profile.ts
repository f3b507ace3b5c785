import type { profile as shape } from '../en/profile.ts'

export const profile: typeof shape = {
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
