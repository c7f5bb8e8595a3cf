import type { Request, RequestHandler } from 'express'

/**
 * Answers 204, doing nothing, to requests that are not a person's navigation: HEAD, prefetch and prerender (which a
 * browser discards on a non-2xx, safety 3.2), pictures and scripts that name the address (Fetch Metadata `no-cors`), and
 * the bots that draw previews of posted links.
 */
export function navigationOnly(): RequestHandler {
  return function navigationOnly(req, res, next) {
    if (isNavigation(req)) return next()
    res.status(204).end()
  }
}

/** Bots of messengers and networks that open every link they see; they name themselves. */
const previewBots =
  /facebookexternalhit|Slackbot|Slack-ImgProxy|Twitterbot|TelegramBot|WhatsApp|Discordbot|LinkedInBot|SkypeUriPreview|Mastodon|Pinterestbot|redditbot|vkShare/i

function isNavigation(req: Request): boolean {
  if (req.method === 'HEAD') return false
  const purpose = [req.get('sec-purpose'), req.get('purpose'), req.get('x-moz'), req.get('x-purpose')].join(' ')
  if (/prefetch|prerender|preview/i.test(purpose)) return false
  if (req.get('sec-fetch-mode') === 'no-cors') return false
  return !previewBots.test(req.get('user-agent') ?? '')
}
