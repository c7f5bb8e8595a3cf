import request from 'supertest'
import type { Sandbox } from '../../src/sandbox/index.ts'

/** A form on a page, as a browser without scripts reads it. */
export interface PageForm {
  readonly method: string
  readonly action: string
  /** What it sends whichever button is pressed. */
  readonly fields: Readonly<Record<string, string>>
  readonly buttons: readonly { readonly name: string; readonly value: string; readonly text: string }[]
}

/** The pages of the bank's staff, used as a browser uses them. */
export function openStaff(sandbox: Sandbox) {
  const { origin } = new URL(sandbox.url)
  const site = request(origin)

  /** The text of a page. */
  async function show(path: string, status = 200): Promise<string> {
    const { text } = await site.get(path).expect(status).expect('Content-Type', /html/)
    return text
  }

  /** Sends a form as the pages do. */
  function post(path: string, fields: Readonly<Record<string, string>>) {
    return site.post(path).set('Sec-Fetch-Site', 'same-origin').type('form').send(fields)
  }

  /**
   * Presses a button of a page, and goes where it leads.
   *
   * @param typed - what was typed into fields of its form.
   * @returns the text of the page that it leads to.
   */
  async function press(page: string, button: { value: string; action?: string }, typed = {}): Promise<string> {
    const form = formsIn(await show(page)).find(
      ({ action, method, buttons }) =>
        method === 'post' &&
        (button.action ?? action) === action &&
        buttons.some(({ value, text }) => value === button.value || text.startsWith(button.value)),
    )
    if (!form) throw new Error(`${page} has no button ${JSON.stringify(button)}.`)
    const { name, value } = form.buttons.find((one) => one.value === button.value || one.text.startsWith(button.value))!
    const answer = await post(form.action, { ...form.fields, ...typed, ...(name !== '' && { [name]: value }) })
    expect([answer.status, answer.text]).toEqual([303, 'See other.'])
    return show(answer.headers.location!)
  }

  /** What can be done to an order, by the buttons of its page. */
  async function deedsOf(gatewayOrderId: string): Promise<string[]> {
    const forms = formsIn(await show(`/orders/${gatewayOrderId}`))
    return forms.flatMap(({ fields }) => fields.deed ?? [])
  }

  const newKey = async (page = '/faults'): Promise<string> => formsIn(await show(page)).find(hasKey)!.fields.key!

  return { origin, site, show, post, press, deedsOf, newKey }
}

function hasKey({ fields }: PageForm): boolean {
  return fields.key !== undefined
}

export function formsIn(page: string): PageForm[] {
  return page
    .split('<form')
    .slice(1)
    .map((rest) => {
      const [head = '', ...others] = rest.split('>')
      const body = others.join('>').split('</form>')[0]!
      const fields = [...body.matchAll(/<input([^>]*)>/g)].map(([, input]) => [
        attributeOf(input!, 'name'),
        attributeOf(input!, 'value'),
      ])
      const selects = [...body.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)].map(([, select, options]) => [
        attributeOf(select!, 'name'),
        attributeOf(/<option[^>]*>/.exec(options!)?.[0] ?? '', 'value'),
      ])
      return {
        method: attributeOf(head, 'method'),
        action: attributeOf(head, 'action'),
        fields: Object.fromEntries([...fields, ...selects]) as Record<string, string>,
        buttons: [...body.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g)].map(([, button, text]) => ({
          name: attributeOf(button!, 'name'),
          value: attributeOf(button!, 'value'),
          text: textOf(text!),
        })),
      }
    })
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!)
}

function attributeOf(tag: string, name: string): string {
  return unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
}

/** What a reader sees of a piece of markup, on one line. */
export function textOf(markup: string): string {
  return unescaped(markup.replace(/<style[\s\S]*?<\/style>|<symbol[\s\S]*?<\/symbol>|<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim()
}
