import { expect, test } from 'vitest'
import { codeLifetime, createAccess } from '../../../main/hosts/web/access'
import { fakeClock } from '../../helpers/fake-clock'
import { codeIn, redeem, testWebHost } from '../../helpers/web-host'

test('a launch code buys the token once', async () => {
  const host = await testWebHost()
  const code = codeIn(host.newLink())
  expect(code).toMatch(/^[\w-]{22}$/)
  const token = await redeem(host, code)
  expect(token).toMatch(/^[\w-]{43}$/)
  await expect(redeem(host, code)).rejects.toThrow('status 401')
  expect((await host.client(token).app.info()).version).toBe('0.1.0')
})

test('every link has a code of its own, and all lead to one session', async () => {
  const host = await testWebHost()
  const links = [host.newLink(), host.newLink()]
  expect(new Set(links).size).toBe(2)
  const tokens = await Promise.all(links.map((link) => redeem(host, codeIn(link))))
  expect(new Set(tokens).size).toBe(1)
})

test('a launch code is good for 60 s and not a moment longer', async () => {
  const clock = fakeClock()
  const host = await testWebHost({ clock })
  const [early, late] = [codeIn(host.newLink()), codeIn(host.newLink())]
  clock.advance(codeLifetime - 1)
  await redeem(host, early)
  clock.advance(1)
  await expect(redeem(host, late)).rejects.toThrow('status 401')
})

test('an old code gives way when more than 16 wait', () => {
  const access = createAccess(fakeClock())
  const codes = Array.from({ length: 17 }, () => access.issueCode())
  expect(access.redeem(codes[0] ?? '')).toBeNull()
  expect(access.redeem(codes[1] ?? '')).not.toBeNull()
})

test('from the tenth failure in a minute each answer to one waits a second', async () => {
  const clock = fakeClock()
  const host = await testWebHost({ clock })
  const guess = async (): Promise<void> => {
    await expect(redeem(host, 'AAAAAAAAAAAAAAAAAAAAAA')).rejects.toThrow('status 401')
  }
  for (let count = 0; count < 9; count++) await guess()
  expect(clock.slept).toEqual([])
  await guess()
  expect(clock.slept).toEqual([1_000])
  // the right token never waits, and does not wipe out the count
  await host.client(await host.token()).app.info()
  expect(clock.slept).toEqual([1_000])
  await guess()
  expect(clock.slept).toEqual([1_000, 1_000])
  clock.advance(61_000)
  await guess()
  expect(clock.slept).toEqual([1_000, 1_000])
})

test('wrong tokens count as wrong codes do', async () => {
  const clock = fakeClock()
  const host = await testWebHost({ clock })
  for (let count = 0; count < 12; count++) await expect(host.client('A'.repeat(43)).app.info()).rejects.toThrow()
  expect(clock.slept).toEqual([1_000, 1_000, 1_000])
})

test('10,000 guesses find neither the token nor a code', () => {
  const access = createAccess(fakeClock())
  const code = access.issueCode()
  const token = access.redeem(code)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  for (let index = 0; index < 10_000; index++) {
    const letter = alphabet[index % 64] ?? 'A'
    const at = index % 43
    const near = `${token?.slice(0, at)}${letter}${token?.slice(at + 1)}`
    expect(access.allows(`Bearer ${near}`)).toBe(near === token)
    expect(access.redeem(letter.repeat(22))).toBeNull()
  }
})
