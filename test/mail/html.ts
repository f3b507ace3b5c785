import { AxeBuilder } from '@axe-core/playwright'
import { caniemail } from 'caniemail'
import { HtmlValidate } from 'html-validate'
import type { Page } from 'playwright-core'

const validator = new HtmlValidate({ root: true, extends: ['html-validate:a11y', 'html-validate:document'] })

/** What html-validate's presets on accessibility and documents object to. */
export async function invalidIn(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html)
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))
}

/** The names of all features in use that some client of Gmail, Outlook, Apple Mail or Yahoo does not have. */
export function unsupportedIn(html: string): string[] {
  const { issues } = caniemail({ clients: ['gmail.*', 'outlook.*', 'apple-mail.*', 'yahoo.*'], html })
  return [...new Set([...issues.errors.values()].flatMap((ofClient) => ofClient.map(({ title }) => title)))]
}

/** What axe calls serious or critical, with the page's images blocked, as most clients have them at first. */
export async function seriousIn(page: Page, html: string, colorScheme: 'light' | 'dark'): Promise<string[]> {
  await page.route(/^https?:/, (route) => route.abort())
  await page.emulateMedia({ colorScheme })
  await page.setContent(html)
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes[0]?.html}`)
}

/** The addresses that a reader can follow from the HTML part. */
export function linksIn(html: string): string[] {
  return [...html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'))
}
