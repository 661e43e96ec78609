import { createHash, createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto'

const tileHeight = 8
const sha256 = (...parts: Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer')
const leafPrefix = Buffer.of(0)
const nodePrefix = Buffer.of(1)

/**
 * A checksum database's log in memory, with a key of its own. It is written apart from main/golang on purpose, straight
 * from RFC 6962 and the tile paths of Go's design 25530, so that a client tested on it is not tested on itself.
 * 70,000 records take about half a second.
 */
export class TestLog {
  readonly name: string
  /** `name+hash+key`, as in GOSUMDB. */
  readonly verifierKey: string
  readonly #seed: string
  readonly #key: KeyObject
  readonly #keyHash: Buffer
  readonly #levels: Buffer[][] = [[]]
  readonly #texts: string[] = []
  readonly #ids = new Map<string, number>()

  /** @param seed chooses the key; logs of one name and seed have one key */
  constructor(name = 'sumdb.test', seed = 'key') {
    this.name = name
    this.#seed = seed
    this.#key = createPrivateKey({
      format: 'der',
      type: 'pkcs8',
      key: Buffer.concat([
        Buffer.from('302e020100300506032b657004220420', 'hex'),
        createHash('sha256').update(`${name} ${seed}`).digest(),
      ]),
    })
    const raw = createPublicKey(this.#key).export({ format: 'der', type: 'spki' }).subarray(-32)
    const encoded = Buffer.concat([Buffer.of(1), raw])
    this.#keyHash = sha256(Buffer.from(`${name}\n`), encoded).subarray(0, 4)
    this.verifierKey = `${name}+${this.#keyHash.toString('hex')}+${encoded.toString('base64')}`
  }

  get size(): number {
    return this.#texts.length
  }

  /** Adds a record; `text` is its go.sum lines, each ended by a newline. Returns its number. */
  append(text: string): number {
    const id = this.#texts.push(text) - 1
    const [module, version] = text.split(' ', 2)
    this.#ids.set(`${module}@${version}`, id)
    this.#push(0, sha256(leafPrefix, Buffer.from(text)))
    return id
  }

  /** Adds records of example.com/m<n> v1.0.0 until there are `size`. */
  fill(size: number, salt = 0): this {
    while (this.size < size) this.append(syntheticText(this.size, salt))
    return this
  }

  /** A log of the same key that shares the records before `id` and differs from there on, as long as this one. */
  forkAt(id: number): TestLog {
    const fork = new TestLog(this.name, this.#seed)
    for (let i = 0; i < this.size; i++) fork.append(i < id ? this.text(i) : syntheticText(i, 1))
    return fork
  }

  text(id: number): string {
    const text = this.#texts[id]
    if (text === undefined) throw new RangeError(`no record ${id}`)
    return text
  }

  find(module: string, version: string): number | undefined {
    return this.#ids.get(`${module}@${version}`)
  }

  /** Hash number `index` of `level`: of the whole subtree of 2^level records. */
  hashAt(level: number, index: number): Buffer {
    const found = this.#levels[level]?.[index]
    if (!found) throw new RangeError(`no hash ${index} on level ${level}`)
    return found
  }

  /** The root of the tree of the first `size` records. */
  rootOf(size = this.size): Buffer {
    if (size === 0) return createHash('sha256').digest()
    const hashes: Buffer[] = []
    for (let level = Math.floor(Math.log2(size)), start = 0; level >= 0; level--) {
      const width = 2 ** level
      if (start + width > size) continue
      hashes.push(this.hashAt(level, start / width))
      start += width
    }
    return hashes.reduceRight((right, left) => sha256(nodePrefix, left, right))
  }

  /** The bytes of a tile, or null when the log is too short for it. */
  tile(level: number, index: number, width: number): Buffer | null {
    const hashes = this.#levels[level * tileHeight]?.slice(index * 256, index * 256 + width) ?? []
    return hashes.length === width ? Buffer.concat(hashes) : null
  }

  /** The signed tree head of the first `size` records. */
  head(size = this.size): string {
    return this.signed(`go.sum database tree\n${size}\n${this.rootOf(size).toString('base64')}\n`)
  }

  /** Any text as a signed note. */
  signed(text: string): string {
    return `${text}\n${this.signature(text)}`
  }

  /** The signature line of a note. */
  signature(text: string): string {
    const signature = Buffer.concat([this.#keyHash, sign(null, Buffer.from(text), this.#key)])
    return `— ${this.name} ${signature.toString('base64')}\n`
  }

  /** The answer to a lookup. */
  lookup(id: number, size = this.size): string {
    return `${id}\n${this.text(id)}\n${this.head(size)}`
  }

  #push(level: number, value: Buffer): void {
    const hashes = this.#levels[level]
    if (hashes === undefined) {
      this.#levels.push([value])
      return
    }
    hashes.push(value)
    if (hashes.length % 2 !== 0) return
    this.#push(level + 1, sha256(nodePrefix, hashes[hashes.length - 2] ?? value, value))
  }
}

function syntheticText(id: number, salt: number): string {
  const sum = (kind: number): string => {
    const bytes = Buffer.alloc(32, kind)
    bytes.writeUInt32BE(id, 0)
    bytes.writeUInt8(salt, 31)
    return `h1:${bytes.toString('base64')}`
  }
  const module = `example.com/m${id} v1.0.0`
  return `${module} ${sum(1)}\n${module}/go.mod ${sum(2)}\n`
}
