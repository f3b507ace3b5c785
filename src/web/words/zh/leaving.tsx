import { dateOnly } from './forms.ts'
import type { leaving as shape } from '../en/leaving.tsx'

export const leaving: typeof shape = {
  unsubscribe: {
    title: '要退订吗？',
    lede: '点击一次即可停止，已在队列中的邮件也不再发送。',
    why: '能告诉我们原因吗？',
    optional: '选填',
    button: '退订',
    orLess: '或者少收一些',
    weekly: '改为每周一次',
    pause: '暂停一个月',
    noMore: (topic) => `不再接收“${topic}”`,
    goodbye: '再见',
    done: '您已退订',
    doneText: '不会再向您寄送邮件。感谢您的阅读。',
    mistake: '这是误操作，请撤销',
    waysBack: (subscribe, papers) => (
      <>
        您可以随时{subscribe('重新订阅')}，也可以在这里阅读{papers('最新论文')}。
      </>
    ),
    asYouLike: '已按您的意愿更改',
    undo: '撤销',
    undone: '已撤销',
    askUndo: '要恢复订阅吗？',
    askUndoText: '点击一次即可恢复退订之前的全部设置。',
    nothingToUndo: '没有可以撤销的操作。',
    nowComing: (schedule) => `从现在起，论文将于${schedule}寄送。`,
    nowPaused: (until, schedule) => `${dateOnly(until)}之前不会寄送。之后论文将于${schedule}寄送。`,
    droppedTopic: (topic) => `不再寄送“${topic}”的论文。其他设置保持不变。`,
    comingAgain: (schedule) => `论文将于${schedule}寄送。`,
    confirmAgain: '确认邮件中的链接已恢复有效。',
  },
  ownData: {
    title: '您的数据',
    hint: '每个按钮会向您的地址发送一个链接，每天最多一次。在您打开链接之前，不会有任何变化。',
    manage: '寄给我此页的新链接',
    export: '导出我的数据',
    erase: '删除我的数据',
    checkInbox: '请查看您的邮箱',
    mailed: '一分钟内会收到带有链接的邮件。目前没有任何变化。',
    sameToday: '如果您今天已经提出过同样的请求，请使用已收到的那封邮件。',
    spam: '没有收到？请同时查看垃圾邮件文件夹。',
    allWeKnow: '我们保存的关于您的全部数据',
    oneFile: '一个 JSON 文件：您的地址、同意记录、偏好设置，以及每一期的论文。',
    download: '下载我的数据',
    exportNote: '链接一天内有效，不会改变任何内容。',
    eraseTitle: '要删除您的全部数据吗？',
    eraseText: '您的地址、偏好设置和寄送记录将立即永久删除。我们不会再寄送任何邮件，包括已在队列中的邮件。',
    whatStays:
      '只会保留一个用密钥生成的指纹，以便在他人再次把您的地址加入名单时将其排除。您本人可以随时重新订阅。',
    eraseNote: '不是您的请求？关闭此页即可，不会删除任何内容。',
    goodbye: '再见',
    erased: '您的数据已删除',
    erasedText: '您的地址及相关的全部数据已删除。感谢您的阅读。',
  },
  why: {
    title: '为何收到此邮件',
    listed: (when) =>
      `本服务的运营者于${dateOnly(when)}将您的地址加入名单，并声明您已同意。您可以随时撤回同意。`,
    confirmed: (when) => `${dateOnly(when)}，有人打开了我们寄到此地址的链接，并按下按钮开始订阅。`,
    itSaid: '按钮旁写着：',
    typed: (when) =>
      `${dateOnly(when)}，有人在我们的表单中填写了此地址，但未经确认。这种情况下我们只会发送一封确认邮件。如果不是您本人，无需任何操作。`,
    allEditions: '您的全部往期',
    change: '更改我收到的内容',
  },
}
