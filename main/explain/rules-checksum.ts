import { commandWith, type Facts, plainWord, privatePattern } from './facts'
import { type Draft, fix, type Look, type Reading, type Rule } from './rule'
import { variable } from './rules-network'

const takes =
  /^(?:\s*$|SECURITY ERROR|This download does NOT|The bits may have|have intercepted|For more information|\s+\S)/
const h1 = 'h1:[A-Za-z0-9+/]{43}='

function mismatch(facts: Facts): Reading {
  const { window } = facts
  const downloaded = new RegExp(`downloaded:\\s+(${h1})`).exec(window)?.[1]
  const recorded = new RegExp(`(?:go\\.sum|[\\w.-]+):\\s+(${h1})`).exec(window.replace(/downloaded:.*/, ''))?.[1]
  const named = /verifying (\S+?)@(\S+?)(\/go\.mod)?: checksum|: (\S+?)@(\S+?): verifying/.exec(facts.line)
  const module = named?.[1] ?? named?.[4] ?? facts.module
  const version = (named?.[2] ?? named?.[5] ?? facts.version).replace(/\/go\.mod$/, '')
  const isGoMod = /\/go\.mod: (?:checksum|verifying)|verifying go\.mod/.test(facts.line)
  const looks: Look[] =
    downloaded && recorded && module !== '' && version !== ''
      ? [{ kind: 'checksum', module, version, downloaded, recorded, isGoMod }]
      : []
  const clean = fix('cleanCache', ['go clean -modcache'])
  return {
    subject: `${module}@${version}`,
    params: { module: module || '?', version: version || '?' },
    fixes: [clean, fix('otherSource', ['goready proxy probe'], { kind: 'other-proxy' }), fix('keepCheck')],
    looks,
  }
}

const outsideDatabase = (module: string): Draft[] => {
  const pattern = plainWord(privatePattern(module))
  if (pattern === null) return []
  const wish = { kind: 'add-pattern', name: 'GONOSUMDB', pattern } as const
  return [fix('noSumdb', [`go env -w GONOSUMDB=${pattern}`], wish, { pattern })]
}

/** What go's checksums tell. */
export const checksumRules: readonly Rule[] = [
  {
    id: 'checksum-go-sum',
    match: /checksum mismatch/,
    near: /go\.sum:\s+h1:|recorded in go\.sum/,
    takes,
    read: mismatch,
  },
  { id: 'checksum-database', match: /checksum mismatch/, takes, read: mismatch },
  {
    id: 'sumdb-forked',
    match: /misbehaving server|checksum database .*inconsistent|malicious (?:server|database)/,
    takes,
    read: (facts) => ({ params: { host: facts.host || '?' }, fixes: [fix('keepCheck'), fix('otherNetwork')] }),
  },
  {
    id: 'sumdb-off',
    match: /disabled by GOSUMDB=off/,
    read: () => variable('GOSUMDB'),
  },
  {
    id: 'sumdb-invalid',
    match: /invalid GOSUMDB|malformed verifier id|unknown verifier|missing GOSUMDB/,
    read: () => variable('GOSUMDB'),
  },
  {
    id: 'sumdb-unknown-module',
    match: /verifying .*(?:sumdb\/|sum\.golang\.(?:org|google\.cn)).*: (?:404|410)\b/,
    read: ({ module }) => ({
      subject: privatePattern(module),
      params: { module: module || '?' },
      fixes: outsideDatabase(module),
      looks: [{ kind: 'private', module }],
    }),
  },
  {
    id: 'sumdb-unreachable',
    match:
      /(?:verifying|sumdb).*(?:sum\.golang\.(?:org|google\.cn)|\/sumdb\/).*(?:dial|timeout|EOF|no such host|refused|reset|x509|unreachable|: [45]\d\d\b)/,
    read: (facts) => ({
      subject: facts.host,
      params: { host: facts.host || 'sum.golang.org' },
      fixes: [
        fix('sumdbProxy', ['goready proxy probe'], { kind: 'other-proxy' }),
        fix('sumdbChina', ['go env -w GOSUMDB=sum.golang.google.cn'], {
          kind: 'set-env',
          values: { GOSUMDB: 'sum.golang.google.cn' },
        }),
        ...outsideDatabase(facts.module),
      ],
      looks: [{ kind: 'sumdb' }],
    }),
  },
  {
    id: 'missing-go-sum',
    match: /missing go\.sum entry/,
    read: (facts) => {
      const wanted = /^\s*(go (?:get|mod download)) (\S+)/m.exec(facts.window)
      const module = /providing package (\S+)|^go: (\S+?)@/.exec(facts.line)
      const subject = module?.[1] ?? module?.[2] ?? ''
      return {
        subject: '',
        params: { module: subject || '?' },
        fixes: [fix('tidy', ['go mod tidy', wanted ? commandWith(wanted[1] ?? '', wanted[2] ?? '') : null])],
      }
    },
  },
]
