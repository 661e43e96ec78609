import { implement, type Router as RouterOf } from '@orpc/server'
import { type Contract, contract, type FailureShape, type Progress } from '../../preload/contract'
import { Failure, toFailure } from '../kit'
import type { Services } from './services'

type FailureErrors = { FAILURE: (options: { message: string; data: FailureShape }) => Error }

/**
 * The waist: implements the contract over the services, a line a call. Whatever a service throws reaches the caller as
 * the typed error FAILURE.
 */
export function createRouter(services: Services): Router {
  const { app, goenv, journal, modules, releases, sdk, settings, setup, shell, status } = services
  const os = guarded(services)
  const { held, stream } = toolsOf(services)
  return os.router({
    app: {
      info: os.app.info.handler(() => app.info()),
      changes: os.app.changes.handler(({ signal, errors, path }) => stream(app.changes(signal), errors, path)),
      openLink: os.app.openLink.handler(({ input }) => app.openLink(input.link, input.version)),
    },
    settings: {
      get: os.settings.get.handler(() => settings.get()),
      set: os.settings.set.handler(({ input }) => settings.set(given(input))),
    },
    releases: {
      catalogue: os.releases.catalogue.handler(({ input, signal }) =>
        releases.catalogue({ ...input, ...only(signal) }),
      ),
    },
    sdk: {
      state: os.sdk.state.handler(({ input }) => sdk.state(input)),
      planInstall: os.sdk.planInstall.handler(async ({ input }) => held(await sdk.planInstall(input))),
      planUse: os.sdk.planUse.handler(async ({ input }) => held(await sdk.planUse(input.version))),
      planUninstall: os.sdk.planUninstall.handler(async ({ input }) => held(await sdk.planUninstall(input.version))),
      verify: os.sdk.verify.handler(({ input, signal, errors, path }) =>
        stream(sdk.verify(input.goroot, signal), errors, path),
      ),
    },
    shell: {
      list: os.shell.list.handler(() => shell.list()),
      views: os.shell.views.handler(({ signal }) => shell.views(signal)),
      planPath: os.shell.planPath.handler(async ({ input }) => held(await shell.planPath(input.shells))),
    },
    goenv: {
      table: os.goenv.table.handler(() => goenv.table()),
      planSet: os.goenv.planSet.handler(async ({ input }) => held(await goenv.planSet(input.values))),
    },
    status: {
      check: os.status.check.handler(({ signal, errors, path }) => stream(status.check(signal), errors, path)),
      planFix: os.status.planFix.handler(async ({ input }) => held(await status.planFix(input))),
    },
    setup: {
      draft: os.setup.draft.handler(({ signal }) => setup.draft(signal)),
      plan: os.setup.plan.handler(async ({ input }) => held(await setup.plan(input))),
    },
    modules: {
      suggest: os.modules.suggest.handler(() => modules.suggest()),
      planNew: os.modules.planNew.handler(async ({ input }) => held(await modules.planNew(input))),
      run: os.modules.run.handler(({ input, signal, errors, path }) =>
        stream(modules.run(input.directory, signal), errors, path),
      ),
    },
    journal: {
      apply: os.journal.apply.handler(({ input, signal, errors, path }) =>
        stream<Progress, { entryId: string }>(journal.apply(input.planId, signal), errors, path),
      ),
      discard: os.journal.discard.handler(({ input }) => journal.discard(input.planId)),
      list: os.journal.list.handler(() => journal.list()),
      planUndo: os.journal.planUndo.handler(({ input }) => journal.planUndo(input)),
    },
    ...networkRoutes(services, os),
  })
}

/** What belongs to proxies and the network. */
function networkRoutes(services: Services, os: ReturnType<typeof guarded>): Pick<Router, NetworkRoom> {
  const { chain, doctor, explain, proxy, report, temporary } = services
  const { held, stream } = toolsOf(services)
  return {
    proxy: {
      state: os.proxy.state.handler(() => proxy.state()),
      probe: os.proxy.probe.handler(({ input, signal, errors, path }) =>
        stream(proxy.probe(input.ids, signal, input.whole ?? null), errors, path),
      ),
      probePlan: os.proxy.probePlan.handler(({ input }) => proxy.probePlan(input.ids, input.folder)),
      history: os.proxy.history.handler(() => proxy.history()),
      planUse: os.proxy.planUse.handler(async ({ input }) => held(await proxy.planUse(input))),
      landed: os.proxy.landed.handler(({ input, signal }) => proxy.landed(signal, input)),
      planLandingFix: os.proxy.planLandingFix.handler(async ({ input }) => held(await proxy.planLandingFix(input))),
      addCustom: os.proxy.addCustom.handler(({ input }) => proxy.addCustom(input)),
      removeCustom: os.proxy.removeCustom.handler(({ input }) => proxy.removeCustom(input.id)),
    },
    chain: {
      state: os.chain.state.handler(() => chain.state()),
      simulate: os.chain.simulate.handler(({ input }) => chain.simulate(input)),
      preview: os.chain.preview.handler(({ input }) => chain.preview(input)),
      plan: os.chain.plan.handler(async ({ input }) => held(await chain.plan(input.values))),
    },
    doctor: {
      examine: os.doctor.examine.handler(({ input, signal, errors, path }) =>
        stream(doctor.examine(input, signal), errors, path),
      ),
    },
    explain: {
      read: os.explain.read.handler(({ input, signal, errors, path }) =>
        stream(explain.read(input, signal), errors, path),
      ),
    },
    report: {
      preview: os.report.preview.handler(({ signal }) => report.preview(signal)),
      write: os.report.write.handler(({ input, signal }) => report.write(input.directory, signal)),
    },
    temporary: {
      state: os.temporary.state.handler(() => temporary.state()),
      plan: os.temporary.plan.handler(async ({ input }) => held(await temporary.plan(input))),
      end: os.temporary.end.handler(({ input }) => temporary.end(input.name)),
      extend: os.temporary.extend.handler(({ input }) => temporary.extend(input.name, input.span)),
      told: os.temporary.told.handler(({ input }) => temporary.told(input.ids)),
    },
  }
}
type NetworkRoom = 'proxy' | 'chain' | 'doctor' | 'explain' | 'report' | 'temporary'

function guarded(services: Services) {
  return implement(contract).use(async ({ next, errors, path }) => {
    try {
      return await next()
    } catch (error) {
      throw typed(error, errors, services, path)
    }
  })
}

function toolsOf(services: Services) {
  const { journal } = services
  return {
    held: journal.hold.bind(journal),
    stream: <Yielded, Returned>(
      steps: AsyncGenerator<Yielded, Returned>,
      errors: FailureErrors,
      path: readonly string[],
    ): AsyncGenerator<Yielded, Returned> => typedStream(steps, errors, services, path),
  }
}
export type Router = RouterOf<Contract, Record<never, never>>

/** The keys that were given: a key that is there without a value would count as one to reset. */
function given<Values extends object>(values: Values): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<Values>
  >
}

const only = (signal: AbortSignal | undefined): { signal?: AbortSignal } => (signal ? { signal } : {})

async function* typedStream<Yielded, Returned>(
  steps: AsyncGenerator<Yielded, Returned>,
  errors: FailureErrors,
  services: Services,
  path: readonly string[],
): AsyncGenerator<Yielded, Returned> {
  try {
    return yield* steps
  } catch (error) {
    throw typed(error, errors, services, path)
  }
}

function typed(error: unknown, errors: FailureErrors, services: Services, path: readonly string[]): Error {
  const isKnown = error instanceof Failure
  // oRPC's own errors (input that does not fit the contract) are typed already
  if (!isKnown && error instanceof Error && error.constructor.name === 'ORPCError') return error
  const failure = toFailure(error)
  if (failure.code === 'INTERNAL') services.world.log.error({ err: error, path }, 'a call failed')
  return errors.FAILURE({ message: failure.message, data: failure.toShape() })
}
