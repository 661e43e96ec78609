/** The bytes of a text in standard base64, padded and canonical; null for anything that Buffer would have forgiven. */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
