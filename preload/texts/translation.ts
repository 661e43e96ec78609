/**
 * The same keys as the English texts, any words: a missing or an extra key is a compile error. Chinese has no singular,
 * so keys ending in `_one` have no counterpart.
 */
export type Translation<Texts> = {
  readonly [Key in keyof Texts as Key extends `${string}_one` ? never : Key]: Texts[Key] extends string
    ? string
    : Translation<Texts[Key]>
}

/**
 * Dotted paths of all leaves: `failures.BUSY.what`. Plural forms (`files_one`, `files_other`) are one path, `files`,
 * whose form is chosen by the blank `count`.
 */
export type LeafPath<Texts> = {
  [Key in keyof Texts & string]: Texts[Key] extends string ? WithoutPlural<Key> : `${Key}.${LeafPath<Texts[Key]>}`
}[keyof Texts & string]

type WithoutPlural<Key extends string> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key
