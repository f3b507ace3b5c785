import { z } from 'zod'
import { bearerToken, domain, ecKey, imapUrl, listen, percent, secretKey, snsTopics } from './formats.ts'
import { references } from './reference.ts'

export const bounceVariables = {
  BOUNCE_DOMAIN: domain.optional().register(references, {
    description:
      'The domain of the envelope senders: each message has one of its own, `bounces+…@` this domain, to which bounces return. It should belong to the same organisation as `MAIL_FROM`.',
    format: 'domain',
    unset: 'the domain of `MAIL_FROM`',
    readBy: ['web', 'worker', 'bounces'],
    example: 'bounces.example.org',
  }),
  BOUNCE_LISTEN: listen.optional().register(references, {
    description: 'Where [bounces](bounces.md) are taken from other servers, by SMTP or LMTP.',
    format: '`host:port` for SMTP, `lmtp://host:port` for LMTP',
    unset: 'nothing listens',
    readBy: ['worker', 'bounces'],
    example: '127.0.0.1:2525',
  }),
  BOUNCE_IMAP_URL: imapUrl.optional().register(references, {
    description:
      'The mailbox that [bounces](bounces.md) come to. Messages that are about ours are moved to a folder, `moveTo`.',
    format: '`imaps://` or `imap://` URL with user and password, percent-encoded, mailbox and `moveTo`',
    unset: 'no mailbox is read',
    readBy: ['worker', 'bounces'],
    example: 'imaps://bounces%40example.org:password@imap.example.org/INBOX?moveTo=Paperboy',
  }),
  BOUNCE_IMAP_TOKEN_FILE: z
    .string()
    .optional()
    .register(references, {
      description:
        'A file with an OAuth2 access token, read at each login, instead of the password in `BOUNCE_IMAP_URL`.',
      format: 'file',
      unset: 'the password counts',
      readBy: ['bounces'],
      example: '/run/paperboy/imap-token',
    }),
  CFBL_ADDRESS: z
    .email('must be an address: fbl@example.org')
    .optional()
    .register(references, {
      description: 'The address to which mailbox providers may send complaint reports (RFC 9477).',
      format: 'address',
      unset: 'none is named',
      readBy: ['worker', 'bounces'],
      example: 'fbl@example.org',
    }),
  BOUNCE_PAUSE_PERCENT: percent.default(5).register(references, {
    description:
      'An edition, or a lane, is paused where more of its first thousand messages bounce hard ([details](bounces.md#what-is-done)). In percent.',
    readBy: ['worker'],
    example: '5',
  }),
  COMPLAINT_PAUSE_PERCENT: percent.default(0.3).register(references, {
    description: 'The same for messages that are reported as spam. In percent.',
    readBy: ['worker'],
    example: '0.3',
  }),
  SES_TOPICS: snsTopics.optional().register(references, {
    description:
      'Topics of Amazon SNS whose messages to `/webhooks/ses` are accepted ([webhooks](bounces.md#webhooks)).',
    format: 'ARNs, separated by commas',
    unset: 'none',
    readBy: ['web'],
    example: 'arn:aws:sns:eu-west-1:123456789012:bounces',
  }),
  SENDGRID_WEBHOOK_KEY: ecKey.optional().register(references, {
    description: 'The public key of SendGrid’s signed event webhook, for `/webhooks/sendgrid`.',
    format: 'one line of base64',
    unset: 'none is accepted',
    readBy: ['web'],
    example: null,
  }),
  POSTMARK_WEBHOOK_PASSWORD: secretKey.optional().register(references, {
    description: 'The password of the basic authentication of `/webhooks/postmark`.',
    format: 'at least 32 characters',
    unset: 'none is accepted',
    readBy: ['web'],
    example: null,
  }),
  MAILGUN_SIGNING_KEY: z
    .string()
    .min(16, 'must be at least 16 characters')
    .optional()
    .register(references, {
      description: 'Mailgun’s HTTP webhook signing key, for `/webhooks/mailgun`.',
      format: 'at least 16 characters',
      unset: 'none is accepted',
      readBy: ['web'],
      example: null,
    }),
  BREVO_WEBHOOK_TOKEN: bearerToken.optional().register(references, {
    description: 'The bearer token of `/webhooks/brevo`.',
    format: 'at least 16 letters, digits and `- . _ ~ + /`',
    unset: 'none is accepted',
    readBy: ['web'],
    example: null,
  }),
  WEBHOOK_SECRET: secretKey.optional().register(references, {
    description: 'The key of [anyone else](bounces.md#webhooks) who signs requests to `/webhooks/signed`.',
    format: 'at least 32 characters',
    unset: 'none is accepted',
    readBy: ['web'],
    example: null,
  }),
}
