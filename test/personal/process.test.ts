import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SMTPServerDataStream } from 'smtp-server'
import { describe, expect, test } from 'vitest'
import { runCli, runCommand } from '../helpers/cli.ts'
import { temporaryDir } from '../helpers/context.ts'
import { launch } from '../helpers/processes.ts'
import { lacks } from '../helpers/requirements.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { startFillingOrigin } from './origin.ts'

describe.skipIf(lacks('recordings'))('the command `daily`', () => {
  test(
    'sends the identical message again after kill -9 while the relay takes it, and nothing more that day',
    { timeout: 300_000 },
    async () => {
      let child: ChildProcess | null = null
      const messages: string[] = []
      const smtp = await startSmtpServer({
        onData: (stream: SMTPServerDataStream, _session, callback) => {
          const chunks: Buffer[] = []
          stream.on('data', (chunk: Buffer) => chunks.push(chunk))
          stream.on('end', () => {
            messages.push(Buffer.concat(chunks).toString())
            if (messages.length === 1) child?.kill('SIGKILL')
            else callback()
          })
        },
      })
      const at = '2026-03-17T08:00:00Z'
      const dir = await temporaryDir()
      const config = join(dir, 'paperboy.yaml')
      await writeFile(config, 'to: me@example.org\ntopics: [agents, robotics]\n')
      const env = {
        SMTP_URL: smtp.url,
        HF_URL: await startFillingOrigin(
          () => new Date(at),
          () => false,
        ),
      }
      const args = ['daily', '--config', config, '--state', join(dir, 'state'), '--at', at]
      child = launch(args, env).child
      const ended = child
      const signal = await new Promise((resolve) => {
        ended.once('close', (_code, by) => resolve(by))
      })
      expect(signal).toBe('SIGKILL')
      const second = await runCli(args, env)
      expect(second).toMatchObject({ code: 0, stderr: '' })
      expect(second.stdout).toMatch(/^Sent \d+ papers? to me@example.org\.\n$/)
      expect(messages).toHaveLength(2)
      expect(messages[1]).toBe(messages[0])
    },
  )

  test('says what is missing, and does nothing', async () => {
    const refused = await runCommand(['daily', '--to', 'me@example.org', '--state', await temporaryDir()], {})
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain('There is no way to send mail yet. Set a name like gmail')
  })
})
