import { describe, expect, it } from 'vitest'
import { type FileKind, settingsIn, sourcedBy } from '../../../main/shell/settings'
import { commandsOf } from '../../../main/shell/shell-words'

const all = (content: string, kind: FileKind = 'posix'): string[] =>
  settingsIn(content, kind).map(
    ({ name, value, line, exported, alone }) =>
      `${line} ${name}=${value}${exported ? '' : ' (not exported)'}${alone ? '' : ' (not alone)'}`,
  )

describe('settings in a POSIX shell file', () => {
  it.each<[string, string, string[]]>([
    ['export', 'export GOPROXY=direct', ['1 GOPROXY=direct']],
    ['quotes', `export A='x y' B="p \\"q\\" $HOME"`, ['1 A=x y (not alone)', '1 B=p "q" $HOME (not alone)']],
    ['a plain assignment', 'GOPROXY=off', ['1 GOPROXY=off (not exported)']],
    ['exported on its own line', 'GOPROXY=off\nexport GOPROXY', ['1 GOPROXY=off']],
    ['exported on the same line', 'GOPROXY=off; export GOPROXY', ['1 GOPROXY=off']],
    ['a line that does more', 'export GOROOT=/x; cd /tmp', ['1 GOROOT=/x (not alone)']],
    ['in front of a command', 'GOPROXY=off go build', []],
    ['inside an alias', "alias g='GOPROXY=off go'", []],
    ['in a comment', '# export GOPROXY=off\nexport A=1 # export B=2', ['2 A=1']],
    ['a hash inside a word', 'export A=x#y', ['1 A=x#y']],
    ['in an if', 'if true; then\n  export A=1\nfi', ['2 A=1']],
    ['in one line of if', 'if true; then export A=1; fi', ['1 A=1 (not alone)']],
    ['after &&', '[ -d /x ] && export A=1', ['1 A=1 (not alone)']],
    ['declare and typeset', 'declare -x A=1\ntypeset -gx B=2\ndeclare C=3', ['1 A=1', '2 B=2', '3 C=3 (not exported)']],
    ['set -a', 'set -a\nA=1', ['2 A=1']],
    ['continued lines', 'export \\\n  A=1 \\\n  B=2\nexport C=3', ['1 A=1 (not alone)', '1 B=2 (not alone)', '4 C=3']],
    ['a here-document', "cat <<'EOF'\nexport A=1\nEOF\nexport B=2", ['4 B=2']],
    ['a here-document with tabs', 'cat <<-EOF\n\texport A=1\n\tEOF\nexport B=2', ['4 B=2']],
    ['a here-string', 'read x <<<"export A=1"\nexport B=2', ['2 B=2']],
    ['arithmetic', '((x = 1<<2))\nexport B=2', ['2 B=2']],
    [
      'a string over lines',
      "x='\nexport A=1\n'\nexport B=2",
      ['1 x=\nexport A=1\n (not exported) (not alone)', '4 B=2'],
    ],
    [
      'a substitution',
      'export A="$(echo "a b")" B=`date`',
      ['1 A=$(echo "a b") (not alone)', '1 B=`date` (not alone)'],
    ],
    [
      'PATH and zsh arrays',
      'path=(/a $path)\npath+=(/b)\nPATH=$PATH:/c',
      ['1 PATH=(/a $path)', '2 PATH=(/b)', '3 PATH=$PATH:/c'],
    ],
    ['Windows line ends', 'export A=1\r\nexport B=2\r\n', ['1 A=1', '2 B=2']],
    ['an open quote at the end', "export A='1\n", ['1 A=1\n (not alone)']],
    ['unset and export -n', 'unset A\nexport -n B', []],
    ['a case', 'case $x in\n  a) export A=1 ;;\nesac', ['2 A=1 (not alone)']],
    ['braces', 'f() { export A=1; }\necho {a,b}\nexport B=$C', ['1 A=1 (not alone)', '3 B=$C']],
  ])('%s', (_, content, expected) => {
    expect(all(content)).toEqual(expected)
  })

  it('gets through anything in reasonable time', () => {
    for (const piece of ['$(', '"$(', '<<E\n', '((', "'", '`', '\\', 'a=(', '{ ', '\n', '<', '>&']) {
      const started = performance.now()
      settingsIn(piece.repeat(100_000), 'posix')
      expect(performance.now() - started).toBeLessThan(5_000)
    }
  })

  it('counts the lines of a command', () => {
    expect(commandsOf('a \\\nb\nc', 'posix').map(({ line, lastLine }) => [line, lastLine])).toEqual([
      [1, 2],
      [3, 3],
    ])
  })
})

describe('settings in other files', () => {
  it('fish', () => {
    const content = [
      'set -gx GOPROXY https://proxy.test,direct',
      "set --export --global GOFLAGS '-mod=mod' # x",
      'set GOSUMDB off',
      'set -q GOROOT; or set -Ux GOROOT /x',
      'set -e GOPRIVATE',
      "export GOBIN='it\\'s'",
      'fish_add_path -p /usr/local/go/bin',
      'set -x PATH /a $PATH',
    ].join('\n')
    expect(all(content, 'fish')).toEqual([
      '1 GOPROXY=https://proxy.test,direct',
      '2 GOFLAGS=-mod=mod',
      '3 GOSUMDB=off (not exported)',
      '4 GOROOT=/x (not alone)',
      "6 GOBIN=it's",
      '7 PATH=/usr/local/go/bin',
      '8 PATH=/a $PATH',
    ])
  })

  it("fish's universal variables", () => {
    const content =
      '# This file contains fish universal variable definitions.\n# VERSION: 3.0\nSETUVAR --export GOPROXY:https\\x3a//p\\x2cdirect\nSETUVAR fish_greeting:\\x1d\n'
    expect(all(content, 'fish-variables')).toEqual(['3 GOPROXY=https://p,direct'])
  })

  it('environment.d, pam and PowerShell', () => {
    expect(all('# c\nGOPROXY="off"\n\n export GOFLAGS=-v\n', 'assignments')).toEqual(['2 GOPROXY=off', '4 GOFLAGS=-v'])
    expect(all('GOPROXY DEFAULT=off\n', 'pam')).toEqual(['1 GOPROXY=off'])
    expect(all('$env:GOPROXY = "off"\r\n$x = 1\n$Env:GOFLAGS=\'-v\';', 'powershell')).toEqual([
      '1 GOPROXY=off',
      '3 GOFLAGS=-v',
    ])
  })

  it('follows plain sources', () => {
    const content = '. ~/.exports\n[ -f "$HOME/.g/env" ] && . "$HOME/.g/env"\nsource /etc/x\n. "$f"\n. ./y\n. ~/.*rc'
    expect(sourcedBy(content, 'posix', '/h')).toEqual(['/h/.exports', '/h/.g/env', '/etc/x'])
  })
})
