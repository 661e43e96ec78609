/**
 * The server that everybody downloads from in a benchmark: a module proxy with the checksum database behind it, and the
 * archives of Go with an index and a download page. Everything is in memory. Run by `startOrigin`, in its own process.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

const { port, files, upstream, rate } = JSON.parse(process.argv[2])
/** A null body is one that there is not. @type {Map<string, { body: Buffer | null, type: string }>} */
const known = new Map()
for (const { path, file, text, type } of files) {
  known.set(path, { body: file ? await readFile(file) : Buffer.from(text), type })
}
let lastByteAt = 0

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://127.0.0.1')
  if (pathname === '/last-byte') return response.end(String(lastByteAt))
  const found = known.get(pathname) ?? (await fromUpstream(pathname))
  if (!found?.body) return response.writeHead(404).end()
  const { body, type } = found
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  const start = range ? Number(range[1]) : 0
  const end = range?.[2] ? Math.min(body.length, Number(range[2]) + 1) : body.length
  const headers = { 'content-type': type, 'content-length': end - start, 'accept-ranges': 'bytes' }
  if (range) response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${end - 1}/${body.length}` })
  else response.writeHead(200, headers)
  response.on('finish', () => {
    if (body.length > 1_000_000) lastByteAt = Date.now()
  })
  if (rate === null || end - start < 100_000) response.end(body.subarray(start, end))
  else trickle(response, body.subarray(start, end))
})

/** Small answers of the real proxy, asked once. */
async function fromUpstream(path) {
  if (!/^\/(golang\.org|sumdb)\//.test(path)) return null
  const answer = await fetch(upstream + path)
  const body = answer.ok ? Buffer.from(await answer.arrayBuffer()) : null
  known.set(path, { body, type: answer.headers.get('content-type') ?? 'application/octet-stream' })
  return known.get(path)
}

/** Connections that share the line. @type {Set<{ response: import('node:http').ServerResponse, rest: Buffer }>} */
const flows = new Set()
let ticked = performance.now()
let ticker = null

function trickle(response, rest) {
  const flow = { response, rest }
  flows.add(flow)
  response.on('close', () => flows.delete(flow))
  if (ticker) return
  ticked = performance.now()
  ticker = setInterval(tick, 4)
}

function tick() {
  const now = performance.now()
  let budget = Math.floor(((now - ticked) / 1000) * rate)
  ticked = now
  // what a slow reader leaves goes to the others, as on a real line
  for (let open = [...flows].filter(({ response }) => !response.writableNeedDrain); open.length > 0 && budget > 0; ) {
    const share = Math.max(1, Math.floor(budget / open.length))
    for (const flow of open) {
      const piece = flow.rest.subarray(0, share)
      flow.rest = flow.rest.subarray(piece.length)
      budget -= piece.length
      flow.response.write(piece)
      if (flow.rest.length > 0) continue
      flow.response.end()
      flows.delete(flow)
    }
    open = open.filter((flow) => flows.has(flow) && !flow.response.writableNeedDrain)
  }
  if (flows.size > 0) return
  clearInterval(ticker)
  ticker = null
}

server.listen(port, '127.0.0.1', () => process.send?.(server.address().port))
