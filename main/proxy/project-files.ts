import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hasErrno, readIfExists } from '../kit'

/** A line of a project's file that sets a variable for whoever works there, or in a container or a CI job. */
export interface ProjectSetting {
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly name: string
  /** As written; with `$` in it, it is worked out by whoever reads the file. */
  readonly value: string
  /** `work`: read on this computer, and GoReady may edit it; `image`, `job`: it counts in a container or a CI job. */
  readonly use: 'work' | 'image' | 'job'
}

const uses: readonly (readonly [pattern: RegExp, use: ProjectSetting['use']])[] = [
  [/^(?:\.envrc|\.env(?:\.\w+)?|\.?mise(?:\.\w+)?\.toml)$/, 'work'],
  [/^(?:(?:Dockerfile|Containerfile)(?:\..+)?|.+\.[dD]ockerfile|(?:docker-)?compose(?:\..+)?\.ya?ml)$/, 'image'],
  [/^(?:\.gitlab-ci\.yml|azure-pipelines\.yml)$/, 'job'],
]
const sizeLimit = 256 * 1024

/** Where the files of a folder set one of these variables: its own, and the workflows of its CI. Nothing below is searched. */
export async function projectSettings(folder: string, names: readonly string[]): Promise<ProjectSetting[]> {
  const own = (await namesOf(folder)).flatMap((name) => {
    const use = uses.find(([pattern]) => pattern.test(name))?.[1]
    return use === undefined ? [] : [{ path: join(folder, name), use }]
  })
  const workflows = join(folder, '.github', 'workflows')
  const jobs = (await namesOf(workflows))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({ path: join(workflows, name), use: 'job' as const }))
  const found = await Promise.all(
    [...own, ...jobs].map(async ({ path, use }) =>
      settingsOf(await contentOf(path), names).map((setting) => ({ ...setting, path, use })),
    ),
  )
  return found.flat()
}

/** The assignments in the lines of a file, in each of the spellings of shells, YAML, TOML and Dockerfiles. */
export function settingsOf(
  content: string,
  names: readonly string[],
): Pick<ProjectSetting, 'line' | 'name' | 'value'>[] {
  return content.split('\n').flatMap((text, index) => {
    if (/^\s*(?:#|\/\/)/.test(text)) return []
    return names.flatMap((name) => {
      const value = valueIn(text, name)
      return value === null ? [] : [{ line: index + 1, name, value }]
    })
  })
}

/** The line with another value; null when it does not set the variable, or the value can't stand there. */
export function withValue(text: string, name: string, value: string): string | null {
  const found = assignment(name).exec(text)
  if (found === null || /["'$`\\\s]/.test(value)) return null
  const [whole, quoted] = found
  const old = quoted ?? ''
  const at = found.index + whole.length - old.length
  const isQuoted = /["']/.test(text[at + old.length] ?? '')
  const isPlain = /^[\w:/.,@+-]*$/.test(value)
  const next = /^["']/.test(old) ? `${old[0]}${value}${old[0]}` : isQuoted || isPlain ? value : `'${value}'`
  return text.slice(0, at) + next + text.slice(at + old.length)
}

function valueIn(text: string, name: string): string | null {
  const written = assignment(name).exec(text)?.[1]
  return written === undefined ? null : written.replace(/^(["'])(.*)\1$/, '$2')
}

function assignment(name: string): RegExp {
  const word = `(?:^|[\\s"'-])${name}`
  const value = `("[^"]*"|'[^']*'|[^\\s"']+)`
  // ENV of a Dockerfile may have a space instead
  return new RegExp(`(?:${word}(?:\\s*=\\s*|\\s*:\\s+)|^\\s*ENV\\s+${name}\\s+)${value}`)
}

async function namesOf(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort()
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP')) return []
    throw error
  }
}

async function contentOf(path: string): Promise<string> {
  try {
    const info = await stat(path)
    if (!info.isFile() || info.size > sizeLimit) return ''
    return (await readIfExists(path))?.toString('utf8') ?? ''
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP')) return ''
    throw error
  }
}
