import { isGoVersion } from './go-version'

/** What a GOTOOLCHAIN value asks for (https://go.dev/doc/toolchain#select). */
export type ToolchainChoice =
  | { readonly kind: 'local' }
  /** Newer toolchains that a go.mod asks for are found on PATH (`path`) or downloaded as well (`auto`). */
  | { readonly kind: 'auto' | 'path' }
  /** At least this toolchain; `newer` says whether later ones are looked for: null means this very one, always. */
  | { readonly kind: 'named'; readonly name: string; readonly newer: 'auto' | 'path' | null }
  | { readonly kind: 'invalid' }

/** Reads a GOTOOLCHAIN value the way `cmd/go/internal/toolchain.Select` does. */
export function toolchainChoice(value: string): ToolchainChoice {
  if (value === 'auto' || value === 'path') return { kind: value }
  const plus = value.indexOf('+')
  const name = plus < 0 ? value : value.slice(0, plus)
  const suffix = plus < 0 ? null : value.slice(plus + 1)
  if (suffix !== null && suffix !== 'auto' && suffix !== 'path') return { kind: 'invalid' }
  if (name === 'local') return { kind: suffix ?? 'local' }
  // go1.22.3, go1.22.3-custom, gccgo-go1.22.3
  const version = name.startsWith('go1') ? name : name.slice(name.indexOf('-go1') + 1)
  return version.startsWith('go1') && isGoVersion(version)
    ? { kind: 'named', name, newer: suffix }
    : { kind: 'invalid' }
}
