/**
 * The address of a mirror as it is kept: https, no user, query or fragment, ending in a slash. Null when what was typed
 * is none.
 */
export function asMirror(typed: string): string | null {
  if (!URL.canParse(typed.trim())) return null
  const url = new URL(typed.trim())
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return null
  return url.pathname.endsWith('/') ? url.href : `${url.href}/`
}
