import { expect, test } from 'vitest'
import { run, runLines } from '../../../main/kit'

const env = { PATH: '/usr/bin:/bin' }

test('output, exit code and nothing inherited', async () => {
  const result = await run('sh', ['-c', 'echo out; echo err >&2; echo "$HOME-$X"; exit 3'], {
    env: { ...env, X: '1' },
    timeout: 5_000,
  })
  expect(result).toEqual({ kind: 'exited', exitCode: 3, stdout: 'out\n-1\n', stderr: 'err\n' })
})

test('a command that is not there is a value', async () => {
  expect(await run('no-such-command-here', [], { env, timeout: 1_000 })).toEqual({ kind: 'not-found' })
  expect(await run('/etc/passwd', [], { env, timeout: 1_000 })).toEqual({ kind: 'not-found' })
})

test('a time limit ends the command and its children', async () => {
  const result = await run('sh', ['-c', 'echo started; sleep 600 & sleep 600'], { env, timeout: 300 })
  expect(result).toMatchObject({ kind: 'timed-out', stdout: 'started\n' })
})

test('cancelling ends it with CANCELLED', async () => {
  const stop = new AbortController()
  const running = run('sleep', ['600'], { env, timeout: 60_000, signal: stop.signal })
  stop.abort()
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('input is read', async () => {
  expect(await run('cat', [], { env, timeout: 5_000, input: 'hello' })).toMatchObject({ stdout: 'hello' })
})

test('lines come as they are written, with their stream, and the exit code at the end', async () => {
  const lines: string[] = []
  const script = 'echo one; echo two >&2; printf three; exit 4'
  const running = runLines('sh', ['-c', script], { env, timeout: 5_000 })
  let step = await running.next()
  for (; !step.done; step = await running.next()) lines.push(`${step.value.stream} ${step.value.line}`)
  expect(lines.sort()).toEqual(['stderr two', 'stdout one', 'stdout three'])
  expect(step.value).toBe(4)
})

test('a consumer that leaves ends the command', async () => {
  for await (const { line } of runLines('sh', ['-c', 'echo $$; sleep 600'], { env, timeout: 60_000 })) {
    const pid = Number(line)
    expect(() => process.kill(pid, 0)).not.toThrow()
    break
  }
})

// What it leaves in the background ends with the test, not with the command.
const leaving = 'sleep 600 & echo $!; echo err >&2; exit 3'

test('a command that leaves something in the background that holds its streams has ended all the same', async () => {
  for (const input of [undefined, 'x'.repeat(1024 * 1024)]) {
    const options = { env, timeout: 60_000, ...(input === undefined ? {} : { input }) }
    const result = await run('sh', ['-c', leaving], options)
    expect(result).toMatchObject({ kind: 'exited', exitCode: 3, stderr: 'err\n' })
    // still there
    process.kill(Number(result.kind === 'exited' && result.stdout), 'SIGKILL')
  }
})

test('so has one whose lines are read', async () => {
  const lines: string[] = []
  const running = runLines('sh', ['-c', leaving], { env, timeout: 60_000 })
  let step = await running.next()
  for (; !step.done; step = await running.next()) lines.push(step.value.line)
  expect(step.value).toBe(3)
  expect(lines.toSorted()).toEqual([expect.stringMatching(/^\d+$/), 'err'])
  process.kill(Number(lines.find((line) => line !== 'err')), 'SIGKILL')
})

test('cancelling ends the reading of what it leaves too', async () => {
  const chatty = '(while :; do echo more; sleep 0.02; done) & exit 3'
  const stop = new AbortController()
  const lines: string[] = []
  const reading = async (): Promise<void> => {
    for await (const { line } of runLines('sh', ['-c', chatty], { env, timeout: 60_000, signal: stop.signal })) {
      // by then the command itself has ended
      if (lines.push(line) === 50) stop.abort()
    }
  }
  await expect(reading()).rejects.toMatchObject({ code: 'CANCELLED' })
})
