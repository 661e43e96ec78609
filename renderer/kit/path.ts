/** The path with the home folder as `~`. */
export function shortenPath(path: string, home: string): string {
  if (home === '' || !path.startsWith(home)) return path
  const rest = path.slice(home.length)
  return rest === '' || rest.startsWith('/') || rest.startsWith('\\') ? `~${rest}` : path
}

/** Folder (with its separator) and last element of a path, of either kind. */
export function splitPath(path: string): { readonly dir: string; readonly base: string } {
  const trimmed = path.length > 1 ? path.replace(/[/\\]$/, '') : path
  const cut = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1
  return { dir: trimmed.slice(0, cut), base: trimmed.slice(cut) }
}
