import type { Tried } from './rc-suite'

/**
 * How applying ends: fresh shells see it; it is taken back; a shell was not heard before either, so it stands unseen;
 * or it is refused before anything is written.
 */
export type End = 'lands' | 'back' | 'silent' | { readonly refused: string }

/** What somebody made of a stock rc file. */
export interface Ending {
  readonly name: string
  readonly make: (stock: Buffer, shell: Tried) => Buffer
  readonly ends: Readonly<Record<Tried, End>>
}

type Ends = End | Partial<Record<Tried | 'posix', End>>

function endsOf(ends: Ends): Record<Tried, End> {
  const by = typeof ends === 'string' || 'refused' in ends ? { posix: ends, fish: ends } : ends
  const posix = by.posix ?? 'lands'
  return { bash: by.bash ?? posix, zsh: by.zsh ?? posix, sh: by.sh ?? posix, fish: by.fish ?? 'lands' }
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Text added at the end; fish has its own words for it. */
function added(name: string, posix: string | Partial<Record<Tried, string>>, fish: string, ends: Ends): Ending {
  const words = (shell: Tried): string =>
    shell === 'fish' ? fish : typeof posix === 'string' ? posix : (posix[shell] ?? posix.sh ?? '')
  return { name, make: (stock, shell) => Buffer.concat([stock, bytes(words(shell))]), ends: endsOf(ends) }
}

function made(name: string, make: Ending['make'], ends: Ends): Ending {
  return { name, make, ends: endsOf(ends) }
}

const back = { posix: 'back' } as const
const go = { posix: 'back', fish: 'back' } as const

/** Every ending, in words of each shell. What fish reads after ours can shadow it, but not keep it from being read. */
export const endings: readonly Ending[] = [
  // files that end badly
  added('no final newline', 'export A=1', 'set -x A 1', 'lands'),
  added('a trailing backslash', 'export A=1 \\', 'set -x A 1 \\', 'lands'),
  added('an open quote', "export A='1\n", "set -x A '1\n", back),
  added('an open double quote', 'export A="1\n', 'set -x A "1\n', back),
  added('an open here-document', 'cat <<END\ntext\n', 'begin\n', back),
  added('an open if', 'if true; then\n', 'if true\n', back),
  added('an open function', 'f() {\n', 'function f\n', back),
  added('an open case', 'case x in\n', 'switch x\n', back),
  // files that leave early
  added('return for everybody', 'return 0\n', 'return 0\n', back),
  added('exec of something else', 'exec true\n', 'exec true\n', { posix: 'silent', fish: 'silent' }),
  added('exit', 'exit 3\n', 'exit 3\n', { posix: 'silent' }),
  added('set -e and a command that fails', 'set -e\nfalse\n', 'false\n', { posix: 'silent', zsh: 'lands' }),
  added('set -e and one that is guarded', 'set -e\nfalse || true\n', 'false; or true\n', 'lands'),
  added('set -u', 'set -u\n', 'set -g A\n', 'lands'),
  added('set -eu and noglob', 'set -euf\n', 'true\n', 'lands'),
  // line ends and bytes
  added('Windows line ends', 'export A=1\r\nexport B=2\r\n', 'set -x A 1\r\n', 'lands'),
  added('all three kinds of line ends', 'export A=1\nexport B=2\r\nexport C=3\r', 'set -x A 1\r', 'lands'),
  made('a byte order mark', (stock) => Buffer.concat([bytes('\xef\xbb\xbf'), stock]), 'lands'),
  made('UTF-16', (stock) => Buffer.from(`\ufeff${stock.toString()}`, 'utf16le'), {
    posix: { refused: 'FILE_UNSUITABLE' },
  }),
  added('bytes that are no UTF-8', 'export A=\xe9\xff\n# \xc3\n', 'set -x A \xe9\n', 'lands'),
  added('NUL in a comment', '# a\0b\n', '# a\0b\n', 'lands'),
  made('nothing at all', () => Buffer.alloc(0), 'lands'),
  made('more than 4 MiB', (stock) => Buffer.concat([stock, Buffer.alloc(4 * 1024 * 1024 + 1, '#\n')]), {
    posix: { refused: 'FILE_UNSUITABLE' },
  }),
  // what stands in the way of our lines
  added('readonly PATH', 'readonly PATH\n', 'true\n', back),
  added('go is an alias', "alias go='echo no'\n", "alias go 'echo no'\n", go),
  added('go is a function', 'go() { echo no; }\n', 'function go; echo no; end\n', go),
  added(
    '[ is a function that fails',
    { bash: '[() { return 1; }\n', zsh: "function '[' { return 1 }\n", sh: "alias [='false'\n" },
    'true\n',
    back,
  ),
  added('the dot is an alias', "alias .='true'\n", 'true\n', back),
  added('unset and export are aliases', "alias unset='true' export='true' case='case'\n", 'true\n', 'lands'),
  // what has to do with PATH, and with prompts
  added('another Go before', 'PATH=/usr/local/go/bin:$PATH\n', 'true\n', 'lands'),
  added(
    'a PATH with blanks, doubles and empty parts',
    'PATH=":/a b::/usr/bin:/usr/bin:*:$PATH:"\n',
    "set -x PATH '/a b' /usr/bin $PATH\n",
    { fish: 'back' },
  ),
  added('IFS, noclobber and a locale', 'IFS=:\nset -C\nexport LC_ALL=C\n', 'set -x LC_ALL C\n', 'lands'),
  added(
    'every trap',
    {
      sh: "trap 'true' EXIT INT TERM\n",
      bash: "trap 'true' EXIT ERR DEBUG RETURN\n",
      zsh: "trap 'true' EXIT ZERR DEBUG\n",
    },
    'trap true EXIT\n',
    'lands',
  ),
  added(
    'options of the shell',
    {
      bash: 'shopt -s failglob nullglob extglob nocasematch\nset -o noclobber\n',
      zsh: 'setopt KSH_ARRAYS SH_WORD_SPLIT NULL_GLOB NO_UNSET ERR_RETURN\n',
      sh: 'set -o noglob\n',
    },
    'set fish_greeting\n',
    'lands',
  ),
  added(
    'a prompt tool',
    {
      sh: 'PS1="$(printf "\\033]0;x\\007> ")"\n',
      bash: "eval \"$(printf '%s' 'PROMPT_COMMAND=true; PS1=\\$')\"\n",
      zsh: "setopt PROMPT_SUBST\nprecmd() { true }\nPS1='$(echo x)'\n",
    },
    'function fish_prompt; echo x; end\n',
    'lands',
  ),
  added(
    'noise, another folder, a question, a job',
    'echo hello; printf "\\033]0;x\\007"; cd /; read answer; sleep 60 &\n',
    'echo hello; cd /; read answer </dev/null; sleep 60 &\n',
    'lands',
  ),
]
