/** Draws every icon file from the SVGs in assets/. Run by hand when one of them changes; the results are committed. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { chromiumArgs, findChromium } from './find-chromium.mjs'

const assets = fileURLToPath(new URL('../assets', import.meta.url))
/** Up to this many pixels the drawing with thicker lines is used. */
const smallUpTo = 32

const browser = await chromium.launch({ executablePath: (await findChromium()) ?? undefined, args: chromiumArgs() })
const page = await browser.newPage()
try {
  await drawAll()
} finally {
  await browser.close()
}

async function drawAll() {
  await mkdir(join(assets, 'icons'), { recursive: true })
  await mkdir(join(assets, 'tray'), { recursive: true })
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
    await writeFile(join(assets, 'icons', `${size}x${size}.png`), (await app(size)).png)
  }
  await writeFile(
    join(assets, 'icon.ico'),
    ico(await Promise.all([16, 24, 32, 48, 64, 128, 256].map((size) => app(size)))),
  )
  await writeFile(join(assets, 'icon.icns'), await icns())
  await writeFile(join(assets, 'tray/tray.png'), (await app(22)).png)
  await writeFile(join(assets, 'tray/tray@2x.png'), (await app(44)).png)
  await writeFile(join(assets, 'tray/tray.ico'), ico(await Promise.all([16, 20, 24, 32].map((size) => app(size)))))
  await writeFile(join(assets, 'tray/trayTemplate.png'), (await draw('tray-template.svg', 16)).png)
  await writeFile(join(assets, 'tray/trayTemplate@2x.png'), (await draw('tray-template.svg', 32)).png)
  await copyFile(join(assets, 'icon-small.svg'), fileURLToPath(new URL('../renderer/public/icon.svg', import.meta.url)))
}

function app(size, share = 1) {
  return draw(size <= smallUpTo ? 'icon-small.svg' : 'icon.svg', size, share)
}

/** One drawing at one size: as PNG and as raw RGBA. `share` is the part of the square that it fills. */
async function draw(file, size, share = 1) {
  const svg = (await readFile(join(assets, file))).toString('base64')
  const { png, rgba } = await page.evaluate(
    async ([source, edge, part]) => {
      const image = new Image()
      image.src = `data:image/svg+xml;base64,${source}`
      await image.decode()
      const canvas = new OffscreenCanvas(edge, edge)
      const context = canvas.getContext('2d')
      const inner = edge * part
      context.drawImage(image, (edge - inner) / 2, (edge - inner) / 2, inner, inner)
      const blob = await canvas.convertToBlob({ type: 'image/png' })
      return {
        png: [...new Uint8Array(await blob.arrayBuffer())],
        rgba: [...context.getImageData(0, 0, edge, edge).data],
      }
    },
    [svg, size, share],
  )
  return { size, png: Buffer.from(png), rgba: Buffer.from(rgba) }
}

/** The Windows container: 32-bit bitmaps for small sizes, which every reader knows, PNG for 256. */
function ico(images) {
  const entries = images.map((image) => ({ size: image.size, data: image.size >= 256 ? image.png : bitmap(image) }))
  const header = Buffer.alloc(6 + 16 * entries.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(entries.length, 4)
  let offset = header.length
  for (const [index, { size, data }] of entries.entries()) {
    const at = 6 + 16 * index
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(data.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += data.length
  }
  return Buffer.concat([header, ...entries.map(({ data }) => data)])
}

/** A BITMAPINFOHEADER, the rows from bottom to top as BGRA, and an empty mask: the alpha channel does its work. */
function bitmap({ size, rgba }) {
  const header = Buffer.alloc(40)
  header.writeUInt32LE(40, 0)
  header.writeInt32LE(size, 4)
  header.writeInt32LE(size * 2, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(32, 14)
  const pixels = Buffer.alloc(size * size * 4)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = ((size - 1 - y) * size + x) * 4
      const to = (y * size + x) * 4
      pixels[to] = rgba[from + 2]
      pixels[to + 1] = rgba[from + 1]
      pixels[to + 2] = rgba[from]
      pixels[to + 3] = rgba[from + 3]
    }
  }
  return Buffer.concat([header, pixels, Buffer.alloc(Math.ceil(size / 32) * 4 * size)])
}

/** The macOS container of PNGs. Its grid leaves a margin around the rounded square. */
async function icns() {
  const kinds = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 }
  const chunks = []
  for (const [kind, size] of Object.entries(kinds)) {
    const { png } = await app(size, 824 / 1024)
    const head = Buffer.alloc(8)
    head.write(kind, 'latin1')
    head.writeUInt32BE(png.length + 8, 4)
    chunks.push(head, png)
  }
  const body = Buffer.concat(chunks)
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}
