import { z } from 'zod'
import type { TextKey } from '../texts'

/**
 * A sentence that the core wants shown, without choosing the language: a key into preload/texts and its blanks.
 * The renderer and the CLI turn it into words.
 */
export const textSchema = z.object({
  key: z.custom<TextKey>((value) => typeof value === 'string'),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Text = z.infer<typeof textSchema>

/** Makes a {@link Text}; the key is checked by the compiler. */
export const text = (key: TextKey, params: Text['params'] = {}): Text => ({ key, params })
