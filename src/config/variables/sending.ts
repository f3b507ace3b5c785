import { z } from 'zod'
import { domain, mailFrom, seconds, smtpUrl } from './formats.ts'
import { everyPart, references } from './reference.ts'

export const sendingVariables = {
  SMTP_URL: smtpUrl.optional().register(references, {
    description:
      'The relay that sends the mail. User and password are percent-encoded: `#` is `%23`, `/` is `%2F`. With one that is not on this machine, `PUBLIC_URL` and `POSTAL_ADDRESS` are required.',
    format: '`smtp://` or `smtps://` URL',
    unset: 'all mail goes to the built-in inbox, and none is sent',
    readBy: ['web', 'worker', 'scheduler', 'daily'],
    example: 'smtp://user:password@smtp.example.org:587',
  }),
  SMTP_PASSWORD: z
    .string()
    .optional()
    .register(references, {
      description:
        'For [`paperboy daily`](personal.md) alone: the app password of the mail account, as it is.',
      format: 'text',
      unset: 'the password in `SMTP_URL`, if there is one',
      readBy: ['daily'],
      example: null,
    }),
  SMTP_CONNECTIONS: z.coerce
    .number('must be a number')
    .int()
    .min(1)
    .max(500)
    .default(5)
    .register(references, {
      description: 'The number of connections that each worker keeps to the relay of `SMTP_URL`.',
      readBy: ['worker'],
      example: '5',
    }),
  LANES_FILE: z
    .string()
    .optional()
    .register(references, {
      description: 'Instead of `SMTP_URL`: a file with [several relays and their limits](lanes.md).',
      format: 'JSON file',
      unset: '`SMTP_URL`',
      readBy: ['web', 'worker', 'scheduler'],
      example: './lanes.json',
    }),
  MAIL_FROM: mailFrom.optional().register(references, {
    description: 'The sender that readers see.',
    format: 'address, or `Name <address>`; the address in ASCII',
    unset:
      'the brand’s name and `paperboy@localhost.localdomain`; of `paperboy daily`, the address that logs in',
    readBy: ['web', 'worker', 'bounces', 'daily'],
    example: 'Paperboy <news@example.org>',
  }),
  POSTAL_ADDRESS: z
    .string()
    .optional()
    .register(references, {
      description:
        'The operator’s postal address, in the footer of each mail, as laws on bulk mail demand. Required with `DATABASE_URL`, and with a relay that is not on this machine.',
      format: 'text in one line',
      unset: 'none is shown',
      readBy: ['web', 'worker'],
      example: 'Example Ltd, 1 Example Street, Exampleton',
    }),
  DKIM_KEYS: z
    .string()
    .optional()
    .register(references, {
      description:
        'Keys that [sign messages with DKIM](deliverability.md#dkim). The first RSA key and the first Ed25519 key sign; the others are there for rotation.',
      format: '`selector=file.pem`, separated by commas',
      unset: 'the relay signs, or nobody',
      readBy: ['worker', 'daily'],
      example: 's1=/etc/paperboy/s1.pem',
    }),
  DKIM_DOMAIN: domain.optional().register(references, {
    description: 'The domain in whose DNS the DKIM keys are.',
    format: 'domain',
    unset: 'the domain of `MAIL_FROM`',
    readBy: ['worker', 'daily'],
    example: 'example.org',
  }),
  UNCERTAIN: z
    .enum(['resend', 'hold'], 'must be resend or hold')
    .default('resend')
    .register(references, {
      description:
        'What is done if the relay’s acknowledgement is lost: `resend` the identical message once more, as every mail server does, or `hold` it as uncertain and leave it to you.',
      readBy: ['worker'],
      example: 'resend',
    }),
  LEASE_SECONDS: seconds
    .min(5)
    .max(3600)
    .default(60)
    .register(references, {
      description: 'Seconds without a heartbeat before a worker’s claims are reassigned.',
      readBy: ['worker'],
      example: '60',
    }),
  ALLOW_LOCAL_LINKS: z.enum(['0', '1'], 'must be 1 or 0').default('0').register(references, {
    description:
      'For tests only. 1: a relay that is not on this machine needs neither `PUBLIC_URL` nor `POSTAL_ADDRESS`.',
    readBy: everyPart,
    example: '0',
  }),
}
