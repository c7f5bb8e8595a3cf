// A hand-over of one order runs twice, as after a crash, and changes a file in each of these manners.
import { tracingChannel } from 'node:diagnostics_channel'
import fs, { createReadStream, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { open, readFile, rename, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const [order] = process.argv.slice(2)

/** JSON.parse, and nothing for a file that is not there. */
const jsonIn = (file, otherwise) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : otherwise)
const less = (count) => String(Number(count) - 1)
const byCallback = promisify((file, data, done) => fs.writeFile(file, data, (error) => done(error)))
const readByCallback = promisify((file, done) => fs.readFile(file, 'utf8', (error, text) => done(error, text)))

async function streamed(file) {
  let text = ''
  for await (const part of createReadStream(file, 'utf8')) text += part
  return text
}

async function byHandle(file) {
  const handle = await open(file)
  const text = await handle.readFile('utf8')
  await handle.close()
  return text
}

async function takeKey() {
  const [key, ...others] = readFileSync('keys.txt', 'utf8').split('\n')
  writeFileSync('keys.txt', others.join('\n'))
  writeFileSync(`licence-${order}.txt`, key)
}

async function renamed(temporary, file) {
  const count = await readFile(file, 'utf8')
  await writeFile(temporary, less(count))
  await rename(temporary, file)
}

const handOver = {
  takeKey,
  sync: () => writeFileSync('stock-sync', less(readFileSync('stock-sync'))),
  promises: async () => writeFile('stock-promises', less(await readFile('stock-promises', 'utf8'))),
  callback: async () => byCallback('stock-callback', less(await readByCallback('stock-callback'))),
  stream: async () => writeFile('stock-stream', less(await streamed('stock-stream'))),
  handle: async () => writeFile('stock-handle', less(await byHandle('stock-handle'))),
  renamed: () => renamed('stock-renamed.tmp', 'stock-renamed'),

  looksFirst() {
    const known = jsonIn('parcels.json', [])
    if (!known.includes(order)) writeFileSync('parcels.json', JSON.stringify([...known, order]))
  },
  byOrder() {
    const known = jsonIn('by-order.json', {})
    writeFileSync('by-order.json', JSON.stringify({ ...known, [order]: 'mug' }))
  },
  byOrderRenamed() {
    const known = jsonIn('by-order-renamed.json', {})
    writeFileSync('by-order-renamed.tmp', JSON.stringify({ ...known, [order]: 'mug' }))
    renameSync('by-order-renamed.tmp', 'by-order-renamed.json')
  },
  withItsMoment() {
    const known = jsonIn('with-moment.json', {})
    const now = new Date()
    writeFileSync('with-moment.json', JSON.stringify({ ...known, [order]: { at: now, soldAt: now.getTime() } }))
  },
  readsAnother: () => writeFileSync('letter.txt', `${readFileSync('template.txt', 'utf8')} ${process.hrtime.bigint()}`),
}

for (const file of ['sync', 'promises', 'callback', 'stream', 'handle', 'renamed']) writeFileSync(`stock-${file}`, '9')
writeFileSync('keys.txt', 'one\ntwo\nthree')
writeFileSync('template.txt', 'Thank you')
// Another hand-over has read all of it: this one makes its values of what it reads itself.
const read = () => ['letter.txt', 'template.txt'].forEach((file) => existsSync(file) && readFileSync(file))
const handOvers = tracingChannel('express-hosted-checkout:hand-over')
for (const deeds of [Object.values(handOver), [read], Object.values(handOver)]) {
  await handOvers.tracePromise(
    async () => {
      for (const deed of deeds) await deed()
    },
    { orderNumber: order, handler: 'onPaid' },
  )
}
