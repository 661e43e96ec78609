/**
 * The folder that was typed, as it is kept: absolute, `~` replaced by the home folder. Null when it is no whole path,
 * which would mean another folder wherever GoReady is started.
 */
export function asFolder(typed: string, home: string): string | null {
  const path = typed.trim()
  if (path === '~') return home
  if (/^~[/\\]/.test(path)) return home + path.slice(1)
  return /^(\/|[A-Za-z]:[/\\])/.test(path) ? path : null
}
