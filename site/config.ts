import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { env } from 'node:process'
import { defineConfig } from 'vitepress'
import type { DefaultTheme } from 'vitepress'
import { slugOf } from './slug-of.ts'

export default defineConfig({
  title: 'express-hosted-checkout',
  description: 'Card payments for an Express store on a bank’s hosted payment page.',
  base: env.SITE_BASE ?? '/',
  outDir: join('..', 'html'),
  cleanUrls: true,
  // A link that is not to the site: to the store on the reader's own machine.
  ignoreDeadLinks: 'localhostLinks',
  head: [['meta', { name: 'referrer', content: 'no-referrer' }]],
  markdown: { anchor: { slugify: slugOf } },
  themeConfig: {
    nav: [
      { text: 'Documentation', link: '/docs/' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Changes', link: '/CHANGELOG' },
    ],
    sidebar: [...readSidebar(), { text: 'Reference', items: [{ text: 'Every public name', link: '/reference/' }] }],
    outline: [2, 3],
    // Within the pages themselves: nothing is asked of anybody else's server.
    search: { provider: 'local' },
  },
})

/** The contents are those of `docs/README.md`, in the order in which a store needs them. */
function readSidebar(): DefaultTheme.SidebarItem[] {
  const blocks = readFileSync(join('docs', 'README.md'), 'utf8').split(/^## /m).slice(1)
  return blocks.map((block) => {
    const [text = '', ...lines] = block.split('\n')
    const links = lines.join(' ').matchAll(/\[([^\]]+)\]\(([^)#]+\.md)\)/g)
    const items = [...links].map(([, title = '', page = '']) => ({
      text: title.charAt(0).toUpperCase() + title.slice(1),
      link: `/docs/${basename(page, '.md')}`,
    }))
    return { text, items }
  })
}
