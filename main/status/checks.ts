import { dirname, join } from 'node:path'
import { type Text, text } from '../../preload/contract'
import type { EnvRow, EnvTable, Verdict } from '../../preload/contract/goenv'
import type { JournalEntry } from '../../preload/contract/journal'
import type { Catalogue } from '../../preload/contract/releases'
import type { SdkState } from '../../preload/contract/sdk'
import type { ShellView } from '../../preload/contract/shell'
import type { Check, CheckId } from '../../preload/contract/status'
import { compareGoVersions } from '../golang'

/** Everything a check judges by has been asked before; a check itself is a pure function of it. */
type Found = { verdict: Verdict; value?: string | null; reason?: Text; next?: Text; fix?: Check['fix'] }

export function done(id: CheckId, found: Found): Check {
  return {
    id,
    phase: 'done',
    verdict: found.verdict,
    value: found.value ?? null,
    reason: found.reason ?? null,
    next: found.next ?? null,
    fix: found.fix ?? null,
  }
}

/** Is there a Go that runs at all? */
export function checkInstalled(go: { binary: string; version: string } | null): Check {
  if (go) return done('go-installed', { verdict: 'ok', value: go.binary })
  return done('go-installed', {
    verdict: 'problem',
    reason: text('status.noGo'),
    next: text('status.installNext'),
    fix: { kind: 'install', version: 'newest' },
  })
}

/** What can't be told before there is a Go. */
export function unknownYet(id: CheckId): Check {
  return done(id, { verdict: 'note', reason: text('status.unknownYet') })
}

/** Is it the newest stable one? Only judged by a list that is at hand: no network is waited for. */
export function checkVersion(version: string, catalogue: Catalogue | null): Check {
  const newest = catalogue?.newestStable ?? null
  if (newest === null)
    return done('go-version', { verdict: 'ok', value: version, reason: text('status.newestUnknown') })
  if (compareGoVersions(version, newest) >= 0) {
    return done('go-version', { verdict: 'ok', value: version, reason: text('status.newest') })
  }
  return done('go-version', {
    verdict: 'note',
    value: version,
    reason: text('status.newer', { version: newest }),
    fix: { kind: 'install', version: newest },
  })
}

/** How far the active SDK is proven. */
export function checkIntegrity(sdk: SdkState): Check {
  const active = sdk.installed.find((installed) => installed.active)
  if (!active)
    return done('go-integrity', { verdict: 'note', reason: text('status.foreignGo'), next: text('status.verifyNext') })
  switch (active.proof) {
    case 'log-verified':
      return done('go-integrity', { verdict: 'ok', value: active.proof, reason: text('status.logVerified') })
    case 'index-verified':
      return done('go-integrity', { verdict: 'ok', value: active.proof, reason: text('status.indexVerified') })
    case 'unverified':
      return done('go-integrity', {
        verdict: 'note',
        value: active.goroot,
        reason: text('status.unverified'),
        next: text('status.verifyNext'),
      })
  }
}

/**
 * Does a fresh shell find Go, and the one that was chosen?
 *
 * @param binDir the folder that GoReady puts first on PATH
 * @param managed true when an SDK of GoReady's is active: then the shell should find that one
 */
export function checkPath(
  id: 'path-login' | 'path-interactive',
  views: readonly ShellView[],
  binDir: string,
  managed: boolean,
): Check {
  const modes = id === 'path-login' ? ['login', 'login-interactive'] : ['interactive']
  const mine = views.filter((view) => modes.includes(view.mode))
  const seen = mine.filter((view) => view.verdict === 'seen')
  const fix: Check['fix'] = managed ? { kind: 'set-path', shells: [] } : null
  if (seen.length === 0) {
    return done(id, { verdict: 'note', reason: text('status.shellNotVerified'), next: text('status.tryTerminal') })
  }
  const without = seen.find((view) => view.go === null)
  if (without) {
    const next = fix ? text('status.setPathNext') : text('status.installNext')
    return done(id, { verdict: 'problem', reason: text('status.shellWithoutGo', { shell: without.shell }), next, fix })
  }
  const other = managed ? seen.find((view) => view.go !== null && dirname(view.go) !== binDir) : undefined
  if (other) {
    return done(id, {
      verdict: 'warning',
      value: other.go,
      reason: text('status.shellOtherGo', { shell: other.shell, path: other.go ?? '' }),
      next: text('status.setPathNext'),
      fix,
    })
  }
  return done(id, {
    verdict: 'ok',
    value: seen[0]?.go ?? null,
    reason: text('status.shellsSee', { count: seen.length }),
  })
}

/** Are there other Gos on PATH that could be taken by mistake? */
export function checkShadowed(sdk: SdkState): Check {
  const foreign = sdk.found.filter((found) => found.onPath && found.owner !== 'goready')
  const hasWinner = sdk.current !== null || foreign.some((found) => found.winsInNewShell)
  // where new shells find none at all, the first on this program's PATH is the one in use
  const others = foreign.filter((found, index) => !found.winsInNewShell && (hasWinner || index > 0))
  const [first] = others
  if (!first) return done('path-shadowed', { verdict: 'ok', reason: text('status.oneGo') })
  return done('path-shadowed', {
    verdict: 'note',
    value: first.binary,
    reason: text('status.otherGos', { count: others.length, owner: first.owner }),
  })
}

const envChecks: Readonly<Record<string, CheckId>> = {
  GO111MODULE: 'go111module',
  GOPROXY: 'goproxy',
  GOSUMDB: 'gosumdb',
  GOROOT: 'goroot',
  GOTOOLCHAIN: 'gotoolchain',
}

/** The rows of the environment table that decide whether modules load. */
export function checkEnv(table: EnvTable): Check[] {
  return table.rows.flatMap((row) => {
    const id = envChecks[row.name]
    return id ? [fromRow(id, row)] : []
  })
}

function fromRow(id: CheckId, row: EnvRow): Check {
  return done(id, {
    verdict: row.verdict,
    value: row.value === '' ? null : row.value,
    ...(row.reason ? { reason: row.reason } : {}),
    fix: row.fix,
  })
}

/** Can Go read its settings file? */
export function checkGoenvFile({ file }: EnvTable): Check {
  const value = file.path
  switch (file.state) {
    case 'present':
    case 'absent':
      return done('goenv-file', { verdict: 'ok', value, reason: text(`status.goenv.${file.state}`) })
    case 'breaks-go':
      return done('goenv-file', {
        verdict: 'problem',
        value,
        reason: text('status.goenv.breaks-go'),
        fix: { kind: 'repair-goenv-file' },
      })
    case 'off':
    case 'unreadable':
    case 'not-a-file':
      return done('goenv-file', { verdict: 'warning', value, reason: text(`status.goenv.${file.state}`) })
  }
}

/** Is GOPATH/bin, where `go install` puts programs, on the PATH of a fresh shell? */
export function checkGopathBin(table: EnvTable, views: readonly ShellView[]): Check {
  const value = (name: string): string => table.rows.find((row) => row.name === name)?.value ?? ''
  const bin = value('GOBIN') || join(value('GOPATH').split(':')[0] ?? '', 'bin')
  const seen = views.filter((view) => view.verdict === 'seen')
  const isOnPath = seen.length === 0 || seen.every((view) => view.path.includes(bin))
  if (isOnPath) return done('gopath-bin', { verdict: 'ok', value: bin, reason: text('status.gopathBin') })
  return done('gopath-bin', {
    verdict: 'note',
    value: bin,
    reason: text('status.gopathBinMissing'),
    fix: { kind: 'set-path', shells: [] },
  })
}

/** Was anything left that a person has to look at? */
export function checkJournal(entries: readonly JournalEntry[]): Check {
  const open = entries.filter((entry) => entry.phase === 'needs-attention').length
  if (open === 0)
    return done('journal', { verdict: 'ok', value: String(entries.length), reason: text('status.journal') })
  return done('journal', {
    verdict: 'warning',
    reason: text('status.journalOpen', { count: open }),
    next: text('status.journalNext'),
  })
}
