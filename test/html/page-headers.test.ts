import type { Express } from 'express'
import express from 'express'
import express4 from 'express4'
import request from 'supertest'
import { pageHeaders } from '../../src/pages/index.ts'

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('pageHeaders on %s', (_name, make) => {
  const store = (isHttps: boolean): Express => {
    const app = make()
    app.get('/ours', pageHeaders({ isHttps, forms: 'nowhere' }), (_req, res) => void res.send('ours'))
    app.get('/theirs', (_req, res) => void res.send('theirs'))
    return app
  }

  it('gives a page a policy that lets only our stylesheet and the favicon load', async () => {
    const answer = await request(store(false)).get('/ours').expect(200)

    expect(answer.headers['content-security-policy']?.split(';')).toEqual(policy)
    expect(answer.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    })
  })

  it('upgrades insecure requests over https only', async () => {
    const answer = await request(store(true)).get('/ours')

    expect(answer.headers['content-security-policy']?.split(';')).toEqual([...policy, 'upgrade-insecure-requests'])
  })

  it('lets images come from one origin more, if the page has one there', async () => {
    const app = make()
    const headers = pageHeaders({ isHttps: false, forms: 'nowhere', imagesFrom: 'https://cdn.example:8443' })
    app.get('/ours', headers, (_req, res) => void res.send('ours'))

    const answer = await request(app).get('/ours').expect(200)

    expect(answer.headers['content-security-policy']?.split(';')).toEqual(
      policy.map((line) => (line.startsWith('img-src') ? `${line} https://cdn.example:8443` : line)),
    )
  })

  it('affects only the page it is called for', async () => {
    const ours = await request(store(true)).get('/ours')
    const theirs = await request(store(true)).get('/theirs')

    expect(ours.headers).not.toHaveProperty('strict-transport-security')
    expect(ours.headers).not.toHaveProperty('origin-agent-cluster')
    expect(ours.headers['x-powered-by']).toBe('Express')
    expect(theirs.headers).not.toHaveProperty('content-security-policy')
    expect(theirs.headers).not.toHaveProperty('referrer-policy')
  })

  it('replaces a looser policy of the store with the strict one', async () => {
    const app = make()
    app.use((_req, res, next) => {
      res.setHeader('Content-Security-Policy', "default-src *; script-src 'unsafe-inline'")
      next()
    })
    app.get('/ours', pageHeaders({ isHttps: false, forms: 'nowhere' }), (_req, res) => void res.send('ours'))

    const answer = await request(app).get('/ours')

    expect(answer.headers['content-security-policy']?.split(';')).toEqual(policy)
  })
})
