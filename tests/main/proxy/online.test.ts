import { expect, it, onTestFinished } from 'vitest'
import { createHttp } from '../../../main/kit'
import { createProxy } from '../../../main/proxy'
import { drain } from '../../helpers/drain'
import { goRooms } from '../../helpers/go-rooms'

it('probes the real proxy.golang.org', async ({ skip }) => {
  const { log } = (await goRooms()).world
  const http = createHttp({ env: process.env, log })
  onTestFinished(() => http.close())
  const asked = { maxBytes: 64 * 1024, headersTimeout: 5_000, endsByClose: true }
  const isThere = await http.get('https://proxy.golang.org/rsc.io/quote/@v/v1.5.2.info', asked).then(
    ({ status }) => status === 200,
    () => false,
  )
  skip(!isThere, 'proxy.golang.org does not answer')
  const rooms = await goRooms({ http })
  const { returned } = await drain(createProxy(rooms.world, rooms).probe(['golang']))
  expect(returned).toMatchObject({
    rows: [{ id: 'golang', verdict: 'good', sumdb: 'served', failure: null }],
    best: 'golang',
    bestSumdb: 'golang',
  })
  console.log(`latency ${returned.rows[0]?.latency} ms, ${returned.rows[0]?.throughput} bytes/s`)
})
