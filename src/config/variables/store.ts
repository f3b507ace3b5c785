import { z } from 'zod'
import { commaSeparated, secretKey, url } from './formats.ts'
import { everyPart, references } from './reference.ts'

export const storeVariables = {
  DATABASE_URL: url('postgres:', 'postgresql:').optional().register(references, {
    description: 'PostgreSQL 15 or newer. Each installation has a database of its own.',
    format: '`postgres://` URL',
    unset: 'an embedded database in `DATA_DIR`, for one process',
    readBy: everyPart,
    example: 'postgres://paperboy:secret@localhost:5432/paperboy',
  }),
  DATABASE_POOL: z.coerce.number('must be a number').int().min(4).max(1000).default(10).register(references, {
    description:
      'The most connections to PostgreSQL of each process. The ledger has up to 4 more, and without Redis the queue up to 20.',
    readBy: everyPart,
    example: '20',
  }),
  REDIS_URL: url('redis:', 'rediss:').optional().register(references, {
    description: 'Redis, for the queue.',
    format: '`redis://` or `rediss://` URL',
    unset: 'the queue is in the database',
    readBy: everyPart,
    example: 'redis://localhost:6379',
  }),
  PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be a short name: a-z, 0-9, _ and -')
    .default('paperboy')
    .register(references, {
      description:
        'The name of this installation, with which all names in Redis start. Installations that share a Redis or a PostgreSQL server differ in it, and each has its own database.',
      format: 'up to 32 of `a-z`, `0-9`, `_` and `-`, beginning with a letter',
      readBy: everyPart,
      example: 'paperboy',
    }),
  DATA_DIR: z.string().default('./data').register(references, {
    description:
      'The folder of the embedded database, of the key that is made when none is given, and of the [built-in inbox](web.md#the-built-in-inbox).',
    format: 'folder',
    readBy: everyPart,
    example: '/var/lib/paperboy',
  }),
  SECRET_KEY: secretKey.optional().register(references, {
    description:
      'Signs the links in mails. Required with `DATABASE_URL`. Keep it: without it, the unsubscribe links in mails that were sent already stop working.',
    format: 'at least 32 characters, e.g. from `openssl rand -hex 32`',
    unset: 'made once, and kept as `secret-key` in `DATA_DIR`',
    readBy: everyPart,
    example: null,
  }),
  SECRET_KEYS: z
    .string()
    .transform(commaSeparated)
    .pipe(z.tuple([secretKey], secretKey))
    .refine((keys) => new Set(keys).size === keys.length, 'contains the same key twice')
    .optional()
    .register(references, {
      description:
        'Instead of `SECRET_KEY`, to rotate keys: the first one signs, all are accepted. Keep an old key as long as readers may open old mails: it also recognises erased addresses.',
      format: 'keys as in `SECRET_KEY`, separated by commas',
      unset: '`SECRET_KEY` alone',
      readBy: everyPart,
      example: null,
    }),
  RETENTION_DAYS: z.coerce
    .number('must be a number of days')
    .int()
    .min(62)
    .max(36_500)
    .default(400)
    .register(references, {
      description: 'How many days delivery records are kept. Expired months are dropped.',
      readBy: ['scheduler'],
      example: '400',
    }),
}
