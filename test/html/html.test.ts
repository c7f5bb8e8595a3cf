import fc from 'fast-check'
import { html, toText } from '../../src/html/html.ts'
import type { Content } from '../../src/html/html.ts'

describe('html', () => {
  it('escapes text and attribute values', () => {
    const value = `<b title="x" id='y'>&amp;</b>`

    expect(toText(html`<p title="${value}">${value}</p>`)).toBe(
      '<p title="&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;">' +
        '&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;</p>',
    )
  })

  it('lets no text open a tag, close a quote or begin an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const written = toText(html`${value}`)

        expect(written).not.toMatch(/[<>"']/)
        expect(written.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
      }),
    )
  })

  it('writes markup once, lists in order, and nothing for undefined', () => {
    const items = ['a', 'b&'].map((text) => html`<i>${text}</i>`)

    expect(toText(html`<b>${items}${undefined}${3}</b>`)).toBe('<b><i>a</i><i>b&amp;</i>3</b>')
  })

  it('does not mistake JSON for markup', () => {
    const posing = JSON.parse('{"markup":"<script>","text":"<script>"}') as Content

    expect(() => toText(html`${posing}`)).toThrow(TypeError)
  })
})
