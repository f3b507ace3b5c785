import { defineConfig } from 'vitepress'
import { contents } from '../contents.mjs'
import { githubSlug } from '../github-slug.mjs'

const link = (file) => {
  if (file === 'README.md') return '/'
  return file.startsWith('docs/')
    ? file.slice('docs'.length).replace(/\.md$/, '')
    : `/${file.toLowerCase().replace(/\.md$/, '')}`
}

const menu = contents.map(({ title, pages }) => ({
  text: title,
  items: Object.entries(pages).map(([file, text]) => ({
    text,
    link: file === 'docs/decisions' ? '/decisions/' : link(file),
  })),
}))

const repository = process.env.DOCS_REPOSITORY
const base = process.env.DOCS_BASE ?? '/'

export default defineConfig({
  title: 'Paperboy',
  description: 'A self-hosted daily email of trending research papers',
  srcDir: 'pages',
  base,
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  // Links that lead nowhere end the build, but for those to a machine that is only in the text.
  ignoreDeadLinks: 'localhostLinks',
  markdown: { anchor: { slugify: githubSlug } },
  vite: {
    esbuild: { tsconfigRaw: '{}' },
    build: { chunkSizeWarningLimit: 2000 },
  },
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local', options: { detailedView: true } },
    nav: menu.map(({ text, items }) => ({ text, link: items[0].link, activeMatch: matches(items) })),
    sidebar: menu,
    outline: [2, 3],
    externalLinkIcon: true,
    socialLinks: repository ? [{ icon: 'github', link: repository }] : [],
  },
})

function matches(items) {
  return `^(?:${items.map((item) => (item.link.endsWith('/') && item.link !== '/' ? item.link : `${item.link}$`)).join('|')})`
}
