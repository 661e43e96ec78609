/** The same keys as the English texts, any words: a missing or an extra key is a compile error. */
export type Translation<Texts> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string ? string : Translation<Texts[Key]>
}

/** Dotted paths of all leaves: `failures.BUSY.what`. */
export type LeafPath<Texts> = {
  [Key in keyof Texts & string]: Texts[Key] extends string ? Key : `${Key}.${LeafPath<Texts[Key]>}`
}[keyof Texts & string]
