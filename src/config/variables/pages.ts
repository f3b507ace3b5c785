import { z } from 'zod'
import { host, onOrOff, port, publicUrl, seconds, trustedProxies } from './formats.ts'
import { everyPart, references } from './reference.ts'

export const pageVariables = {
  PORT: port.default(3000).register(references, {
    description: 'The port of the web pages; 0 takes a free one.',
    readBy: ['web'],
    example: '3000',
  }),
  HOST: host.optional().register(references, {
    description:
      'The address of this machine on which the web pages listen, and health checks at `HEALTH_PORT`: `127.0.0.1` for this machine only, `0.0.0.0` for all, as in the container image.',
    format: 'IP address, or `localhost`',
    unset: '`127.0.0.1` if everything is embedded and there is no relay, else all addresses',
    readBy: everyPart,
    example: '127.0.0.1',
  }),
  HEALTH_PORT: port.optional().register(references, {
    description:
      'The port at which processes without pages answer `/healthz`, `/readyz` and, with `METRICS_TOKEN`, `/metrics`. Where the pages run, they answer them at `PORT`.',
    unset: 'no such port',
    readBy: ['worker', 'scheduler', 'bounces'],
    example: '3001',
  }),
  PUBLIC_URL: publicUrl.optional().register(references, {
    description:
      'The address at which readers reach the web pages. Every link starts with it. It may have a path, which the proxy before the service may strip or pass on. Required with a relay that is not on this machine.',
    format: '`https://` or `http://` URL',
    unset: '`http://localhost:PORT`',
    readBy: everyPart,
    example: 'https://papers.example.org',
  }),
  TRUSTED_PROXIES: trustedProxies.prefault('').register(references, {
    description:
      'Reverse proxies whose `X-Forwarded-For` is trusted. Without it, all visitors behind a proxy seem to come from one address and share its limits.',
    format: 'addresses and subnets, separated by commas',
    unset: 'none',
    readBy: ['web'],
    example: '127.0.0.1,10.0.0.0/8',
  }),
  BRAND: z
    .string()
    .optional()
    .register(references, {
      description: 'A file with the [name, logo, colours and texts](branding.md) that readers see.',
      format: 'JSON file',
      unset: 'Paperboy’s own',
      readBy: ['web', 'worker', 'scheduler', 'daily'],
      example: './brand.json',
    }),
  TEMPLATES_DIR: z
    .string()
    .optional()
    .register(references, {
      description:
        'A folder with [templates of your own](branding.md#templates-of-your-own) that take the place of ours in mails.',
      format: 'folder',
      unset: 'ours alone',
      readBy: ['web', 'worker'],
      example: './templates',
    }),
  MIN_FILL_SECONDS: seconds
    .min(0)
    .max(60)
    .default(2)
    .register(references, {
      description:
        'A subscribe form that is sent sooner, or was not fetched before, is shown again, since a program may have sent it. 0 accepts all.',
      readBy: ['web'],
      example: '2',
    }),
  ALTCHA: onOrOff.prefault('off').register(references, {
    description:
      'on: browsers must always solve a proof of work before they subscribe, which needs https and JavaScript. off: only while very many sign up.',
    readBy: ['web'],
    example: 'off',
  }),
}
