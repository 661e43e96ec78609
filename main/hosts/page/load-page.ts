import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { nonceMark, pageHeaders } from './policy'

export type PageHeaders = Readonly<Record<string, string>>

export interface PageAnswer {
  readonly headers: PageHeaders
  readonly body: Buffer
}

/** The page's files by the exact path of their URL. */
export interface LoadedPage {
  /** Exact paths, `/` for index.html. */
  readonly paths: readonly string[]
  /** What to send for a path, byte for byte as in the request line; null when there is no such file. */
  answer(path: string): PageAnswer | null
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/**
 * Reads the built page into memory. Later requests are looked up in this map, so that no path of a URL ever reaches the
 * file system. Symbolic links and files of other kinds are left out.
 *
 * @param connect see {@link pageHeaders}
 */
export async function loadPage(dir: string, connect: 'self' | 'none'): Promise<LoadedPage> {
  const files = new Map<string, { type: string; bytes: Buffer }>()
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const file = join(entry.parentPath, entry.name)
    files.set(`/${relative(dir, file).split(sep).join('/')}`, { type, bytes: await readFile(file) })
  }
  const index = files.get('/index.html')?.bytes.toString('utf8')
  if (!index?.includes(nonceMark)) throw new Error(`${dir} holds no page that was built for GoReady`)
  files.delete('/index.html')
  return {
    paths: ['/', ...files.keys()],
    answer(path) {
      const nonce = randomBytes(16).toString('base64url')
      const headers = pageHeaders(nonce, connect)
      if (path === '/') {
        return {
          headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
          body: Buffer.from(index.replaceAll(nonceMark, nonce)),
        }
      }
      const file = files.get(path)
      return file ? { headers: { ...headers, 'content-type': file.type }, body: file.bytes } : null
    },
  }
}
