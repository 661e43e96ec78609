import { matchPrefixPatterns, parseGoproxy, parseGosumdb, toolchainPath, type VerifierKey } from '../golang'
import { Failure } from '../kit'

/** An address under which a checksum database can be asked. */
export interface SumdbBase {
  /** Without a slash at its end. */
  readonly url: string
  readonly via: 'proxy' | 'direct'
  /** Whether `<url>/supported` tells if the database is there: so with proxies, of which many serve none. */
  readonly probeSupported: boolean
}

/** Which checksum database to believe, and where to ask for it. */
export interface SumdbAccess {
  readonly key: VerifierKey
  /** In the order in which they are to be asked; never empty. */
  readonly bases: readonly SumdbBase[]
  /** Whether the database may be asked about a module. Asking about a private one would tell its name to the world. */
  mayAsk(module: string): boolean
}

/**
 * The checksum database that the go command would use, with the addresses in its order: the proxies of GOPROXY up to
 * `direct` or `off`, then the database itself; with an address in GOSUMDB only that. Toolchains are always verified, as
 * by the go command: with GOSUMDB=off they are by sum.golang.org, and nothing else may be asked about.
 *
 * @param goproxy the value in force; '' is the default
 * @param gosumdb the value in force; '' is the default
 * @param gonosumdb patterns of modules not to be asked about
 * @throws INVALID_INPUT for a GOSUMDB that the go command would refuse
 */
export function sumdbBasesFor(goproxy: string, gosumdb: string, gonosumdb = ''): SumdbAccess {
  const parsed = parseGosumdb(gosumdb)
  const isOff = parsed.kind === 'off'
  const database = isOff ? parseGosumdb('') : parsed
  if (database.kind !== 'database') {
    const why = database.kind === 'invalid' ? database.why : 'off'
    throw new Failure('INVALID_INPUT', `GOSUMDB=${gosumdb}: ${why}`, { what: `GOSUMDB=${gosumdb}`, why })
  }
  const { key, url } = database
  return {
    key,
    bases: url === null ? [...proxyBases(goproxy, key.name), direct(`https://${key.name}`)] : [direct(url)],
    mayAsk: (module) => module === toolchainPath || !(isOff || matchPrefixPatterns(gonosumdb, module)),
  }
}

function proxyBases(goproxy: string, name: string): SumdbBase[] {
  return parseGoproxy(goproxy || 'https://proxy.golang.org,direct')
    .entries.filter(({ kind, isReached }) => kind === 'url' && isReached)
    .map(({ url }) => ({ url: `${url.replace(/\/+$/, '')}/sumdb/${name}`, via: 'proxy', probeSupported: true }))
}

function direct(url: string): SumdbBase {
  return { url, via: 'direct', probeSupported: false }
}
