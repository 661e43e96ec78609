import { parseVerifierKey, type VerifierKey } from './sumdb/note'

/** What a value of GOSUMDB means to the go command. */
export type Gosumdb =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'database'
      readonly key: VerifierKey
      /** Where it was said to be; null when it is at https://<name>, and to be asked through proxies first. */
      readonly url: string | null
    }
  | { readonly kind: 'invalid'; readonly why: 'too-many-words' | 'unknown-key' | 'bad-name' | 'bad-url' }

/** The one key that the go command knows by name (cmd/go/internal/modfetch). */
const knownKeys: Readonly<Record<string, string>> = {
  'sum.golang.org': 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
}
/** The same database under a name that mainland China reaches. */
const chinese = 'sum.golang.google.cn'

/** Reads a value of GOSUMDB: `off`, a known name, `name+hash+key`, each but the first with an address after it. '' is the default. */
export function parseGosumdb(value: string): Gosumdb {
  const [word = 'sum.golang.org', address, ...more] = value.split(/\s+/).filter((part) => part !== '')
  if (more.length > 0) return { kind: 'invalid', why: 'too-many-words' }
  if (address === undefined && word === 'off') return { kind: 'off' }
  if (address === undefined && word === chinese) return parseGosumdb(`sum.golang.org https://${chinese}`)
  const key = parseVerifierKey(knownKeys[word] ?? word)
  if (!key) return { kind: 'invalid', why: 'unknown-key' }
  if (!isHostWithPath(key.name)) return { kind: 'invalid', why: 'bad-name' }
  if (address === undefined) return { kind: 'database', key, url: null }
  const isUsable = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
  return isUsable ? { kind: 'database', key, url: address.replace(/\/+$/, '') } : { kind: 'invalid', why: 'bad-url' }
}

function isHostWithPath(name: string): boolean {
  if (name.endsWith('/') || !URL.canParse(`https://${name}`)) return false
  const { username, password, search, hash, host, pathname } = new URL(`https://${name}`)
  return username + password + search + hash === '' && `${host}${pathname === '/' ? '' : pathname}` === name
}
