/** Stands in the built index.html (see vite.config.ts) where the nonce of one answer goes. */
export const nonceMark = '__CSP_NONCE__'

/**
 * The headers that go with every file of the page.
 *
 * Scripts, styles, pictures and fonts come from our own origin. Style elements made by script need the nonce; style
 * attributes set through the DOM are not touched by the policy. Trusted Types make a string that reaches a script or
 * markup sink an error unless the page's own `default` policy lets it through (renderer/bridge/prepare-document.ts).
 *
 * @param connect `self` where the page talks to its host over HTTP, `none` where it has a MessagePort
 */
export function pageHeaders(nonce: string, connect: 'self' | 'none'): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': `'self' 'nonce-${nonce}'`,
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': `'${connect}'`,
    'worker-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': 'default',
  }
  return {
    ...commonHeaders,
    'content-security-policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'permissions-policy': deniedFeatures.map((feature) => `${feature}=()`).join(', '),
  }
}

/** For every answer, page or not. Nothing is cached: another program may have the port tomorrow. */
export const commonHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

const deniedFeatures = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
]
