// Draws the arrows between rooms, as scripts/rooms.cjs declares them, into ARCHITECTURE.md.
// With --check it only tells whether the picture there is current.
import { readFile, writeFile } from 'node:fs/promises'
import rooms from './rooms.cjs'

const path = new URL('../ARCHITECTURE.md', import.meta.url)
const begin = '<!-- arrows: drawn by scripts/draw-arrows.mjs -->'
const end = '<!-- end of arrows -->'

function draw() {
  const lines = ['```mermaid', 'graph TD', '  hosts["hosts: electron, web, cli"] --> api']
  for (const room of Object.keys(rooms.rooms)) if (room !== 'journal') lines.push(`  api --> ${room}`)
  for (const [room, seen] of Object.entries(rooms.rooms)) {
    for (const other of seen) lines.push(`  ${room} --> ${other}`)
  }
  lines.push('  subgraph floor["the floor, seen by every room"]')
  for (const [room, seen] of Object.entries(rooms.floor)) {
    for (const other of seen) lines.push(`    ${room} --> ${other}`)
  }
  lines.push('  end', '```')
  return lines.join('\n')
}

const text = await readFile(path, 'utf8')
const from = text.indexOf(begin)
const to = text.indexOf(end)
if (from < 0 || to < 0) throw new Error('ARCHITECTURE.md has no place for the arrows')
const drawn = `${text.slice(0, from + begin.length)}\n\n${draw()}\n\n${text.slice(to)}`
if (!process.argv.includes('--check')) await writeFile(path, drawn)
else if (drawn !== text) {
  console.error('ARCHITECTURE.md: the arrows are not current; run: node scripts/draw-arrows.mjs')
  process.exitCode = 1
}
