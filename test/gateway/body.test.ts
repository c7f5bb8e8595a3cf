import { deflateSync, gzipSync } from 'node:zlib'
import { readBody } from '../../src/gateway/body.ts'

const json = '{"errorCode":0}'
const maxBytes = 1024

const read = (bytes: Buffer | string, contentEncoding?: unknown, contentType: unknown = 'application/json') =>
  readBody(Buffer.from(bytes), { contentType, contentEncoding }, maxBytes)

describe('the body of an answer', () => {
  it.each<[string, Buffer | string, unknown]>([
    ['as it is', json, undefined],
    ['labelled identity', json, 'identity'],
    ['labelled UTF-8, which is no compression', json, 'UTF-8'],
    ['labelled with something new', json, 'x-unknown'],
    ['labelled gzip, but plain', json, 'gzip'],
    ['in gzip', gzipSync(json), 'gzip'],
    ['in gzip, labelled X-GZIP', gzipSync(json), 'X-GZIP'],
    ['in unlabelled gzip', gzipSync(json), undefined],
    ['in gzip, labelled UTF-8', gzipSync(json), 'UTF-8'],
    ['in deflate', deflateSync(json), 'deflate'],
    ['in deflate inside gzip', gzipSync(deflateSync(json)), 'deflate, identity, gzip'],
    ['in deflate inside gzip, labelled x-gzip', gzipSync(deflateSync(json)), 'deflate, x-gzip'],
    ['in gzip that holds it byte for byte', gzipSync(json, { level: 0 }), 'gzip'],
  ])('is read %s', async (_how, bytes, contentEncoding) => {
    expect(await read(bytes, contentEncoding)).toEqual({ text: json })
  })

  it.each([undefined, 'gzip'])('loses its byte-order mark, with the label %s', async (contentEncoding) => {
    expect(await read(`\ufeff${json}`, contentEncoding)).toEqual({ text: json })
    expect(await read(`\r\n\n${json}`, contentEncoding)).toEqual({ text: `\r\n\n${json}` })
  })

  it.each([
    ['application/json', 'd0a3'],
    ['application/json; charset=UTF-8', 'd0a3'],
    ['text/html; charset=windows-1251', 'd3'],
    ['text/html;charset="cp1251"', 'd3'],
    ['text/html; charset = windows-1251', 'd3'],
    ['application/json; charset=none-such', 'd0a3'],
    [undefined, 'd0a3'],
    [['application/json'], 'd0a3'],
  ])('is text in the encoding that %j names', async (contentType, hex) => {
    expect(await read(Buffer.from(hex, 'hex'), undefined, contentType)).toEqual({ text: 'У' })
  })

  it.each(['\u001fa', 'Ћ'])('is text when only one of its first two bytes is that of gzip: %j', async (text) => {
    expect(await read(text)).toEqual({ text })
  })

  it('keeps its facts when some letters are not in the encoding it names', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from('d3', 'hex'), Buffer.from('","orderStatus":2}')])

    const body = await read(bytes)

    expect(JSON.parse('text' in body ? body.text : '')).toEqual({ a: '\ufffd', orderStatus: 2 })
  })

  it('may be as large as the limit after decompression, and no larger', async () => {
    expect(await read(gzipSync(Buffer.alloc(maxBytes, ' ')), 'gzip')).toEqual({ text: ' '.repeat(maxBytes) })
    expect(await read(gzipSync(Buffer.alloc(maxBytes + 1, ' ')), 'gzip')).toEqual({
      unreadable: 'an answer of more than 1 KiB',
    })
  })

  it.each<[Buffer | string, string | undefined]>([
    ['garbage', 'gzip'],
    [gzipSync(json).subarray(0, 15), 'gzip'],
    [gzipSync(json).subarray(0, 15), undefined],
    [gzipSync(json), 'gzip, gzip'],
  ])('is unreadable when it does not decompress (%#)', async (bytes, contentEncoding) => {
    expect(await read(bytes, contentEncoding)).toEqual({ unreadable: 'a compressed body that cannot be read' })
  })
})
