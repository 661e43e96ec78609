/** Where the page lives: a scheme of our own, so that it is neither a file nor reachable over the network. */
export const scheme = 'app'
export const origin = `${scheme}://ui`
export const pageUrl = `${origin}/`

/** The only addresses that a window may show: the page, at any of its places. */
export function isPage(url: string): boolean {
  return url === pageUrl || url.startsWith(`${pageUrl}#`)
}
