import { expect, onTestFinished, test } from 'vitest'
import { createTexts } from '../../../preload/texts'
import { reportText } from '../../../renderer/features/doctor/report-text'
import { createDoctorStore } from '../../../renderer/features/doctor/store'
import { connectFake } from '../../helpers/fake-client'
import { FakeModel } from '../../helpers/fake-model'
import { until } from '../../helpers/until'

function setUp(pace = 0) {
  const { client, close } = connectFake(new FakeModel('ready'), { pace })
  onTestFinished(close)
  return createDoctorStore(client)
}

test('shows each hop while it runs, and ends with the conclusions', async () => {
  const store = setUp(1)
  store.getState().write({ target: ' go.corp.example ' })
  const examining = store.getState().examine()
  await until(store, ({ exams }) => exams[0]?.hops.at(-1)?.verdict === 'running')
  expect(store.getState().run.phase).toBe('running')
  await examining
  expect(store.getState().run).toMatchObject({ phase: 'done', report: { verdict: 'problem' } })
  expect(store.getState().exams.map(({ conclusion }) => conclusion?.code)).toEqual(['token-expired', 'ok'])
})

test('can be stopped, keeps what was seen, and starts anew', async () => {
  const store = setUp(5)
  const examining = store.getState().examine()
  await until(store, ({ exams }) => exams.length > 0)
  store.getState().stop()
  await examining
  expect(store.getState().run.phase).toBe('idle')
  expect(store.getState().exams).toHaveLength(1)
  await store.getState().examine()
  expect(store.getState().exams).toHaveLength(2)
})

test('what is refused is told', async () => {
  const store = setUp()
  store.getState().write({ target: 'ftp://x' })
  await store.getState().examine()
  expect(store.getState().run).toMatchObject({ phase: 'failed', failure: { code: 'INVALID_INPUT' } })
})

test('the report to copy holds every hop, the conclusion and its evidence', async () => {
  const store = setUp()
  await store.getState().examine()
  const i18n = createTexts('en')
  const report = reportText(store.getState().exams, {
    t: (key, params = {}) => i18n.t(key, params),
    say: ({ key, params }) => i18n.t(key, params),
    language: 'en',
  })
  expect(report).toContain('GOPROXY entry go.corp.example (through proxy.corp.example:3128)')
  expect(report).toContain('Connection to the proxy: 4011 ms, Connected to 10.20.0.8, after fd00:20::8 failed')
  expect(report).toContain('= The token in CORP_TOKEN has expired [token-expired]')
  expect(report).not.toMatch(/\{\{|doctor\./)
})
