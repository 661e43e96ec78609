import { Failure } from '../kit'
import { fishQuote, posixPath, posixQuote, powershellPath, powershellQuote } from './quote'

/** What goes onto PATH: `binDir` to the very front, `gopathBin` to the end unless it is there. */
export interface PathEntries {
  readonly binDir: string
  readonly gopathBin: string | null
}

/**
 * The text of env.sh, which the blocks in POSIX shells' files source. It moves `binDir` to the front of PATH and keeps the
 * order, the doubles and the empty elements of the rest. It forks nothing, may run any number of times, and holds under
 * `set -eu` and with spaces or wildcards in PATH, in dash, bash, bash --posix, zsh with KSH_ARRAYS or SH_WORD_SPLIT.
 *
 * @throws INVALID_INPUT
 */
export function posixEnvFile({ binDir, gopathBin }: PathEntries): string {
  const lines = [
    '# Written by GoReady; changes made here are lost. Shells read it through the block in your rc files.',
    `__goready_dir=${posixQuote(withoutColon(binDir))}`,
    `case "\${PATH-}" in`,
    `  "$__goready_dir"|"$__goready_dir":*) ;;`,
    `  *)`,
    `    __goready_path=":\${PATH-}:"`,
    `    while :; do`,
    `      case "$__goready_path" in`,
    `        *":$__goready_dir:"*) __goready_path="\${__goready_path%%":$__goready_dir:"*}:\${__goready_path#*":$__goready_dir:"}" ;;`,
    `        *) break ;;`,
    `      esac`,
    `    done`,
    `    __goready_path="\${__goready_path#:}"`,
    `    __goready_path="\${__goready_path%:}"`,
    `    PATH="$__goready_dir\${__goready_path:+:$__goready_path}"`,
    `    export PATH`,
    `    unset __goready_path`,
    `    ;;`,
    `esac`,
  ]
  if (gopathBin !== null) {
    lines.push(
      `__goready_dir=${posixQuote(withoutColon(gopathBin))}`,
      `case ":\${PATH-}:" in`,
      `  *":$__goready_dir:"*) ;;`,
      `  *) PATH="\${PATH:+$PATH:}$__goready_dir"; export PATH ;;`,
      `esac`,
    )
  }
  return `${[...lines, 'unset __goready_dir'].join('\n')}\n`
}

/**
 * The block's body for POSIX shells. Silent when the file is gone, and read only when it belongs to whoever runs the shell;
 * an `if` rather than `&&` leaves the exit status 0, which `set -e` in the file that sources this one would trip over.
 */
export function posixBody(envFile: string, home: string): string {
  const path = posixPath(envFile, home)
  return [
    '# Puts the Go that GoReady manages on PATH. Undo it in GoReady, or delete this block as a whole.',
    `if [ -r ${path} ] && [ -O ${path} ]; then . ${path}; fi`,
    '',
  ].join('\n')
}

/** The body of conf.d/goready.fish, which fish reads in all modes. A folder on PATH that is gone does no harm. */
export function fishBody({ binDir, gopathBin }: PathEntries): string {
  const lines = [
    '# Puts the Go that GoReady manages on PATH. Undo it in GoReady, or delete this file.',
    'begin',
    `    set -l goready_path ${fishQuote(withoutColon(binDir))}`,
    '    for goready_dir in $PATH',
    '        test "$goready_dir" = "$goready_path[1]"',
    '        or set goready_path $goready_path "$goready_dir"',
    '    end',
  ]
  if (gopathBin !== null) {
    const dir = fishQuote(withoutColon(gopathBin))
    lines.push(`    contains -- ${dir} $goready_path`, `    or set goready_path $goready_path ${dir}`)
  }
  return [...lines, '    set -gx PATH $goready_path', 'end', ''].join('\n')
}

/** The text of env.ps1 for PowerShell on Unix. */
export function powershellEnvFile({ binDir, gopathBin }: PathEntries): string {
  const dirs = [binDir, ...(gopathBin === null ? [] : [gopathBin])].map((dir) => powershellQuote(withoutColon(dir)))
  const lines = [
    '# Written by GoReady; changes made here are lost. PowerShell reads it through the block in your profile.',
    '& {',
    `    $bin = ${dirs[0]}`,
    '    $path = @($bin) + @("$env:PATH" -split \':\' | Where-Object { $_ -cne $bin })',
  ]
  if (dirs[1] !== undefined) lines.push(`    if ($path -cnotcontains ${dirs[1]}) { $path += ${dirs[1]} }`)
  return [...lines, "    $env:PATH = $path -join ':'", '}', ''].join('\n')
}

export function powershellBody(envFile: string, home: string): string {
  const path = powershellPath(envFile, home)
  return [
    '# Puts the Go that GoReady manages on PATH. Undo it in GoReady, or delete this block as a whole.',
    `if (Test-Path -LiteralPath ${path} -PathType Leaf) { . ${path} }`,
    '',
  ].join('\n')
}

/** PATH has no way to quote a colon: a folder with one in its name can't be on it. */
function withoutColon(dir: string): string {
  if (dir.includes(':') || !dir.startsWith('/')) {
    throw new Failure('INVALID_INPUT', `${dir} can't be put on PATH`, {
      what: dir,
      why: dir.includes(':') ? 'a folder with a colon in its name cannot be on PATH' : 'it is not an absolute path',
    })
  }
  return dir
}
