import { createHash } from 'node:crypto'
import type { Fault } from '../../preload/contract/failure-blanks'
import { Failure } from '../kit'

/**
 * What a file holds of GoReady's block. `intact`: as GoReady wrote it (line ends apart); `edited`: somebody wrote inside;
 * `broken`: the markers don't pair up. Offsets count latin1 characters, which are bytes.
 */
export type BlockState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'intact' | 'edited'; readonly start: number; readonly end: number; readonly joined: boolean }
  | { readonly kind: 'broken'; readonly breakage: Breakage }

interface Breakage {
  readonly fault: Fault<'RC_MARKERS_BROKEN'>
  readonly why: string
  /** How many whole blocks there are, where they are repeated. */
  readonly count: number
}

const startMarker = /^[ \t]*# >>> goready initialize >>>(.*)$/
const endMarker = /^[ \t]*# <<< goready initialize <<<(.*)$/
const header = /^ v\d+ sha256:([0-9a-f]{12})( \+newline)?$/

interface Line {
  readonly start: number
  /** Behind the line end. */
  readonly end: number
  /** Without the line end, CRLF included. */
  readonly text: string
}

/** Finds GoReady's block in a file by its markers, each a line of its own, with Unix or Windows line ends. */
export function findBlock(bytes: Uint8Array): BlockState {
  const lines = linesOf(latin1(bytes))
  const marks = lines.flatMap((line, index) => {
    if (startMarker.test(line.text)) return [{ index, opens: true }]
    return endMarker.test(line.text) ? [{ index, opens: false }] : []
  })
  if (marks.length === 0) return { kind: 'absent' }
  const breakage = breakageOf(marks.map(({ opens }) => opens))
  const [first, last] = [lines[marks[0]?.index ?? 0], lines[marks[1]?.index ?? 0]]
  if (breakage !== null) return { kind: 'broken', breakage }
  if (first === undefined || last === undefined) throw new Error('a pair of marks without its lines')
  const body = lines.slice((marks[0]?.index ?? 0) + 1, marks[1]?.index).map(({ text }) => text)
  const [, checksum, joined] = header.exec(startMarker.exec(first.text)?.[1]?.trimEnd() ?? '') ?? []
  const isIntact = checksum === checksumOf(body) && endMarker.exec(last.text)?.[1]?.trim() === ''
  return {
    kind: isIntact ? 'intact' : 'edited',
    start: first.start,
    end: last.end,
    joined: joined !== undefined,
  }
}

function breakageOf(marks: readonly boolean[]): Breakage | null {
  const shape = marks.map((opens) => (opens ? '>' : '<')).join('')
  if (shape === '><') return null
  const count = shape.length / 2
  const because = (fault: Breakage['fault'], why: string): Breakage => ({ fault, why, count })
  if (/^>+$/.test(shape)) return because('no-end', 'its last line, "# <<< goready initialize <<<", is missing.')
  if (/^<+$/.test(shape)) return because('no-start', 'its first line, "# >>> goready initialize >>>", is missing.')
  if (/^(><)+$/.test(shape)) return because('repeated', `it is there ${count} times.`)
  if (shape === '<>') return because('reversed', 'its last line stands before its first line.')
  return because('unpaired', 'its first and last lines do not pair up.')
}

/**
 * The file with GoReady's block holding `body`: appended behind an empty line when there is none, else replaced where it
 * stands. Every byte outside the block stays. Applying it twice gives the same as once.
 *
 * @param bytes null when there is no file
 * @param body lines without markers, ending with a newline
 * @throws RC_MARKERS_BROKEN, RC_BLOCK_EDITED
 */
export function applyBlock(bytes: Uint8Array | null, body: string, path: string): Buffer {
  if (bytes === null) return Buffer.from(blockOf(body, false), 'latin1')
  const found = findBlock(bytes)
  refuseDamaged(found, path)
  const content = latin1(bytes)
  if (found.kind === 'intact') {
    const block = blockOf(body, found.joined)
    return Buffer.from(content.slice(0, found.start) + block + content.slice(found.end), 'latin1')
  }
  const joined = content !== '' && !content.endsWith('\n')
  return Buffer.from(`${content}${joined ? '\n' : ''}\n${blockOf(body, joined)}`, 'latin1')
}

/**
 * The file without GoReady's block: what it was before {@link applyBlock}, as long as nobody changed it since; null when
 * GoReady made the file and nothing else is in it. A file without a block comes back as it is.
 *
 * @throws RC_MARKERS_BROKEN, RC_BLOCK_EDITED
 */
export function removeBlock(bytes: Uint8Array, path: string): Buffer | null {
  const found = findBlock(bytes)
  refuseDamaged(found, path)
  if (found.kind !== 'intact') return Buffer.from(bytes)
  const content = latin1(bytes)
  const behind = content.slice(found.end)
  let ahead = content.slice(0, found.start)
  if (ahead === '' && behind === '') return null
  // an editor may have turned our line ends into Windows ones; a carriage return of the user's is not ours to take
  const newline = content.slice(found.start, found.end).includes('\r\n') ? '\r\n' : '\n'
  const isEmptyLine = ahead === newline || ahead.endsWith(`\n${newline}`)
  if (isEmptyLine) ahead = ahead.slice(0, -newline.length)
  if (found.joined && behind === '' && ahead.endsWith(newline)) ahead = ahead.slice(0, -newline.length)
  return Buffer.from(ahead + behind, 'latin1')
}

function refuseDamaged(found: BlockState, path: string): void {
  if (found.kind === 'broken') {
    const { fault, why, count } = found.breakage
    const details = { path, why, fault, ...(fault === 'repeated' && { count }) }
    throw new Failure('RC_MARKERS_BROKEN', `the block's markers in ${path} are broken: ${why}`, details)
  }
  if (found.kind === 'edited') throw new Failure('RC_BLOCK_EDITED', `the block in ${path} was edited by hand`, { path })
}

// `+newline` remembers that the file had no final newline, so that removing the block can take ours away again.
function blockOf(body: string, joined: boolean): string {
  const lines = Buffer.from(body, 'utf8').toString('latin1')
  const checksum = checksumOf(lines.split('\n').slice(0, -1))
  const first = `# >>> goready initialize >>> v1 sha256:${checksum}${joined ? ' +newline' : ''}`
  return `${first}\n${lines}# <<< goready initialize <<<\n`
}

function checksumOf(lines: readonly string[]): string {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1')
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12)
}

function linesOf(content: string): Line[] {
  const lines: Line[] = []
  for (let start = 0; start < content.length; ) {
    const newline = content.indexOf('\n', start)
    const end = newline < 0 ? content.length : newline + 1
    const text = content.slice(start, end).replace(/\r?\n$/, '')
    lines.push({ start, end, text })
    start = end
  }
  return lines
}

// latin1 maps each byte to one character and back: nothing is lost, whatever the encoding of the file
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
