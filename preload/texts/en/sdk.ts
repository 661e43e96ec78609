export const sdk = {
  found: {
    toolchainCache: 'Fetched by the go command for a module that asks for it; it is not meant for PATH',
    shimUnset: '{{path}} belongs to a version manager that has no Go chosen',
  },
} as const
