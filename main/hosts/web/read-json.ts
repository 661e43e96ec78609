import type { IncomingMessage } from 'node:http'
import { bodyLimit } from './judge-request'

export type JsonBody =
  | { readonly kind: 'ok'; readonly value: unknown }
  | { readonly kind: 'bad'; readonly status: 400 | 413 }

/** A request's whole body as JSON; an empty one is undefined. Stops reading where {@link bodyLimit} is passed. */
export async function readJson(request: IncomingMessage): Promise<JsonBody> {
  const chunks: Buffer[] = []
  let size = 0
  // a chunked body tells no length beforehand
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimit) return { kind: 'bad', status: 413 }
    chunks.push(chunk)
  }
  if (size === 0) return { kind: 'ok', value: undefined }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
    return { kind: 'ok', value: JSON.parse(text) as unknown }
  } catch {
    return { kind: 'bad', status: 400 } // neither UTF-8 nor JSON: the sender is told so
  }
}
