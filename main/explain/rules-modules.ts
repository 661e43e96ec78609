import { commandWith, type Facts, plainWord } from './facts'
import { type Draft, fix, type Reading, type Rule } from './rule'
import { gitAccess, markPrivate, variable, versions } from './rules-network'

const tidy = (): Draft => fix('tidy', ['go mod tidy'])
const of = (subject: string, fixes: readonly Draft[], more: Reading['params'] = {}): Reading => ({
  subject,
  params: { module: subject || '?', ...more },
  fixes,
})
const one = ({ found }: Facts, group = 1): string => found[group] ?? ''

/** Modules, versions and packages that are not where they are looked for. */
export const moduleRules: readonly Rule[] = [
  {
    id: 'declares-other-path',
    match: /module declares its path as: (\S+)/,
    near: /but was required as/,
    takes: /but was required as/,
    read: (facts) => {
      const required = /but was required as: (\S+)/.exec(facts.window)?.[1] ?? ''
      const [declared, was] = [plainWord(one(facts)), plainWord(required)]
      const replace = declared && was ? `go mod edit -replace ${was}=${declared}@latest` : null
      return of(
        required,
        [
          fix('declared', [commandWith('go get', one(facts))], null, { declared: one(facts) }),
          fix('replace', [replace]),
        ],
        { declared: one(facts) },
      )
    },
  },
  {
    id: 'git-missing',
    match: /exec: "git": executable file not found|git: command not found/,
    read: () => ({ fixes: [fix('installGit')], looks: [{ kind: 'program', name: 'git' }] }),
  },
  {
    id: 'git-login',
    match:
      /terminal prompts disabled|could not read (?:Username|Password)|Permission denied \(publickey|Host key verification failed|fatal: Authentication failed|Repository not found/,
    read: (facts) => {
      const host = /https?:\/\/(?:[^@/]*@)?([\w.-]+)/.exec(facts.line)?.[1] ?? facts.module
      return {
        subject: host,
        params: { host: host || '?' },
        fixes: [gitAccess(host), fix('netrc', [], null, { host: host || '?' }), ...markPrivate(facts.module)],
        looks: facts.module === '' ? [] : [{ kind: 'private', module: facts.module }],
      }
    },
  },
  {
    id: 'unknown-revision',
    match: /unknown revision (\S+)|invalid version: unknown revision/,
    read: (facts) =>
      of(facts.module, [versions(facts.module), ...markPrivate(facts.module)], {
        version: one(facts) || facts.version,
      }),
  },
  {
    id: 'unknown-revision',
    match: /reading https?:\/\/\S+: (?:404|410)\b/,
    near: /unknown revision/,
    takes: /unknown revision/,
    read: (facts) =>
      of(facts.module, [versions(facts.module), ...markPrivate(facts.module)], { version: facts.version || '?' }),
  },
  {
    id: 'no-such-version',
    match: /no matching versions for query/,
    read: (facts) => of(facts.module, [versions(facts.module)]),
  },
  {
    id: 'no-such-version',
    match: /reading https?:\/\/\S+: (?:404|410)\b/,
    near: /no matching versions/,
    takes: /no matching versions/,
    read: (facts) => of(facts.module, [versions(facts.module), ...markPrivate(facts.module)]),
  },
  {
    id: 'no-such-package',
    match: /found(?: \([^)]*\))?, but does not contain package (\S+)/,
    read: (facts) => of(facts.module, [versions(facts.module), tidy()], { package: one(facts) }),
  },
  {
    id: 'no-go-import',
    match: /unrecognized import path "([^"]+)"|no go-import meta tags/,
    read: (facts) => of(one(facts), [fix('spelling'), ...markPrivate(one(facts))]),
  },
  {
    id: 'module-path-malformed',
    match: /malformed (?:module|import) path "([^"]*)"/,
    read: (facts) => of(one(facts), [fix('spelling')]),
  },
  {
    id: 'no-go-mod',
    match:
      /go\.mod file not found in current directory|cannot find main module|'go get' is no longer supported outside a module/,
    read: () => ({ fixes: [fix('goToModule'), fix('modInit', ['go mod init example.com/app'])] }),
  },
  {
    id: 'go-mod-outdated',
    match: /updates to go\.(?:mod|sum|work) needed|go: updating go\.mod: existing contents have changed/,
    read: () => ({ fixes: [tidy()] }),
  },
  {
    id: 'package-not-required',
    match: /no required module provides package (\S+?)[;:]|cannot find module providing package (\S+?):?(?:\s|$)/,
    read: (facts) => {
      const name = one(facts) || one(facts, 2)
      return {
        subject: name,
        params: { package: name },
        fixes: [fix('getPackage', [commandWith('go get', name)]), tidy()],
      }
    },
  },
  {
    id: 'not-in-std',
    match: /package (\S+) is not in (?:std|GOROOT)/,
    read: (facts) => ({
      subject: one(facts),
      params: { package: one(facts) },
      fixes: [fix('importPath'), fix('newestGo', ['goready install'], { kind: 'newest-go' })],
      looks: [{ kind: 'go' }],
    }),
  },
  {
    id: 'ambiguous-import',
    match: /ambiguous import: found package (\S+) in multiple modules/,
    read: (facts) => ({ subject: one(facts), params: { package: one(facts) }, fixes: [tidy()] }),
  },
  {
    id: 'vendor-inconsistent',
    match: /inconsistent vendoring/,
    takes: /^\s/,
    read: () => ({ fixes: [fix('vendor', ['go mod vendor'])] }),
  },
  {
    id: 'mod-flag',
    match:
      /-mod may only be set to|cannot (?:query module|update|add).*due to -mod=|-mod=\w+ only valid|disabled by -mod=/,
    read: () => variable('GOFLAGS'),
  },
  {
    id: 'modules-off',
    match: /modules disabled by GO111MODULE=off|GO111MODULE=off/,
    read: () => variable('GO111MODULE'),
  },
  {
    id: 'workspace-outside',
    match: /not one of the workspace modules listed in go\.work/,
    read: (facts) => {
      const dir = /go work use (\S+)/.exec(facts.window)?.[1] ?? '.'
      return {
        fixes: [fix('workUse', [commandWith('go work use', dir)]), fix('workOff', ['GOWORK=off go build ./...'])],
      }
    },
  },
  {
    id: 'replacement-missing',
    match: /replacement directory (\S+) does not exist|open (\S+)\/go\.mod: no such file/,
    read: (facts) => {
      const module = facts.module
      return {
        subject: one(facts),
        params: { path: one(facts) || one(facts, 2) },
        fixes: [
          fix('dropReplace', [
            commandWith('go mod edit -dropreplace', module)?.replace('dropreplace ', 'dropreplace=') ?? null,
          ]),
        ],
      }
    },
  },
]
