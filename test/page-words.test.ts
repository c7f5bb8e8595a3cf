import { pageWords } from '../src/page-words.ts'

describe('the words of a page', () => {
  it('are its text on one line, without what nobody reads', () => {
    const page = `<!doctype html><HTML><head><title>Tea &amp; mugs</title><style>p { color: red }</style>
      <script type="module">if (1 < 2) document.write('<p>no</p>')</script ></head>
      <body><!-- <p>not this</p> --><p>5 < 6, and 7 > 3</p>\n<p>Don&#39;t</p></body></HTML>`

    expect(pageWords(page)).toBe("Tea & mugs 5 < 6, and 7 > 3 Don't")
    expect(pageWords('{"error":"no"}')).toBe('{"error":"no"}')
    expect(pageWords('&amp;lt;')).toBe('&lt;')
  })

  it('are found in a page that never ends its tags', () => {
    expect(pageWords(`${'<script>'.repeat(2_000)}so`)).toBe('so')
    expect(pageWords('<'.repeat(50_000))).toHaveLength(50_000)
  })
})
