import { describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../../main/kit'
import { staggered } from '../../../main/releases/staggered'

/** A clock whose pauses end when the test says so. */
function handClock() {
  const pauses: (() => void)[] = []
  const clock: Clock = { ...systemClock, sleep: () => new Promise((resolve) => pauses.push(resolve)) }
  return { clock, tick: () => pauses.shift()?.(), pauses }
}

function question() {
  let settle: { resolve: (value: string) => void; reject: (error: Error) => void } | undefined
  const state = { asked: false, aborted: false }
  const ask = (signal: AbortSignal) => {
    state.asked = true
    return new Promise<string>((resolve, reject) => {
      settle = { resolve, reject }
      signal.addEventListener('abort', () => {
        state.aborted = true
        reject(new Error('aborted'))
      })
    })
  }
  return { state, ask, answer: (value: string) => settle?.resolve(value), fail: () => settle?.reject(new Error('no')) }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('staggered questions', () => {
  test('the second is asked when the pause is over, the third when one failed', async () => {
    const { clock, tick } = handClock()
    const [a, b, c] = [question(), question(), question()]
    const answers = staggered([a.ask, b.ask, c.ask], { stagger: 700, clock })
    const first = answers.next()
    await turn()
    expect([a.state.asked, b.state.asked]).toEqual([true, false])
    tick()
    await turn()
    expect([b.state.asked, c.state.asked]).toEqual([true, false])
    a.fail()
    expect((await first).value).toMatchObject({ kind: 'error', index: 0 })
    expect(c.state.asked).toBe(true)
    b.answer('b')
    expect((await answers.next()).value).toEqual({ kind: 'value', index: 1, value: 'b' })
    await answers.return()
    expect([b.state.aborted, c.state.aborted]).toEqual([true, true])
  })

  test('an answer does not start the next question', async () => {
    const { clock } = handClock()
    const [a, b] = [question(), question()]
    const answers = staggered([a.ask, b.ask], { stagger: 700, clock })
    const first = answers.next()
    await turn()
    a.answer('a')
    expect((await first).value).toMatchObject({ index: 0 })
    await answers.return()
    expect(b.state.asked).toBe(false)
  })

  test('tells which were given up, and how old they were, whoever ended it', async () => {
    for (const by of ['return', 'signal'] as const) {
      const { clock, tick } = handClock()
      let now = 0
      const abort = new AbortController()
      const given: [number, number][] = []
      const [a, b, c] = [question(), question(), question()]
      const answers = staggered([a.ask, b.ask, c.ask], {
        stagger: 700,
        clock: { ...clock, monotonic: () => now },
        signal: abort.signal,
        onAbandoned: (index, age) => given.push([index, age]),
      })
      const first = answers.next()
      await turn()
      now = 700
      tick()
      await turn()
      now = 1_000
      if (by === 'signal') {
        abort.abort()
        expect((await first).done).toBe(true)
      } else {
        b.answer('b')
        expect((await first).value).toMatchObject({ index: 1 })
        await answers.return()
      }
      expect(given).toEqual(
        by === 'signal'
          ? [
              [0, 1_000],
              [1, 300],
            ]
          : [[0, 1_000]],
      )
      expect(c.state.asked).toBe(false)
    }
  })

  test('ends when all are answered', async () => {
    const { clock } = handClock()
    const fail = async (): Promise<string> => {
      throw new Error('no')
    }
    const seen: number[] = []
    for await (const answer of staggered([fail, fail, fail], { stagger: 700, clock })) seen.push(answer.index)
    expect(seen).toEqual([0, 1, 2])
    for await (const answer of staggered([], { stagger: 700, clock })) expect(answer).toBeNull()
  })
})
