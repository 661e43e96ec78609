/** The nonce that style elements made by script must carry; pass it to MantineProvider as `getStyleNonce`. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}

/**
 * Makes libraries fit the page's content security policy: must run before anything is rendered. Trusted Types are
 * required, and React sets the text of Mantine's style elements through innerHTML: that passes here as long as it can't
 * hold an element. Scripts pass from our own origin only.
 */
export function prepareDocument(): void {
  // read by react-remove-scroll, which Mantine's overlays use
  Object.assign(window, { __webpack_nonce__: styleNonce() })
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes }
  if (!trustedTypes || trustedTypes.defaultPolicy) return
  trustedTypes.createPolicy('default', {
    createHTML: (html) => (html.includes('<') ? null : html),
    createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : null),
    createScript: () => null,
  })
}

/** The part of the Trusted Types API used here; TypeScript's DOM library lacks it. */
interface TrustedTypes {
  readonly defaultPolicy: unknown
  createPolicy(
    name: string,
    rules: Record<'createHTML' | 'createScript' | 'createScriptURL', (input: string) => string | null>,
  ): unknown
}
