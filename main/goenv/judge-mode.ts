import { goenvValueFault, isAbsolutePath, splitQuoted, toolchainChoice } from '../golang'
import { fine, type Judgement, type Surroundings, say } from './judgement'

/** GO111MODULE: on and unset are the same; anything else brings the time before modules back. */
export function judgeGo111module(value: string): Judgement {
  switch (value) {
    case '':
      return { ...say('ok', 'modulesUnset'), recommended: 'on' }
    case 'on':
      return { ...fine, recommended: 'on' }
    case 'off':
      return say('problem', 'modulesOff', { recommended: 'on', remedy: null })
    case 'auto':
      return say('problem', 'modulesAuto', { recommended: 'on', remedy: null })
    default:
      return say('problem', 'modulesInvalid', { recommended: 'on', remedy: null })
  }
}

/** GOTOOLCHAIN: may go fetch the toolchain that a go.mod asks for? */
export function judgeGotoolchain(value: string): Judgement {
  if (value === '') return fine
  const cure = { recommended: 'auto', remedy: 'auto' }
  const choice = toolchainChoice(value)
  switch (choice.kind) {
    case 'auto':
      return { ...fine, recommended: value }
    case 'local':
      return say('note', 'toolchainLocal', cure)
    case 'path':
      return say('note', 'toolchainPath', cure)
    case 'named':
      return choice.newer === null
        ? say('warning', 'toolchainFixed', { ...cure, params: { version: choice.name } })
        : say('note', 'toolchainAtLeast', { ...cure, params: { version: choice.name } })
    case 'invalid':
      return say('problem', 'toolchainInvalid', cure)
  }
}

/** GOFLAGS: flags added to every go command that knows them. */
export function judgeGoflags(value: string): Judgement {
  const reset = { remedy: null }
  const fault = goenvValueFault('GOFLAGS', value, '')
  if (fault !== null) return say('problem', 'flagsInvalid', reset)
  const flags = (splitQuoted(value) ?? []).map((flag) => flag.replace(/^--/, '-'))
  const has = (...wanted: string[]): boolean => flags.some((flag) => wanted.includes(flag))
  if (has('-insecure', '-insecure=true')) return say('problem', 'flagsInsecure', reset)
  if (has('-mod=vendor')) return say('warning', 'flagsVendor', reset)
  if (has('-mod=mod')) return say('warning', 'flagsMod', reset)
  return fine
}

/** GOOS, GOARCH: set, they make every build one for another computer. */
export function judgeTarget(name: string, value: string, around: Surroundings): Judgement {
  const own = name === 'GOOS' ? around.os : around.arch
  if (!around.isSet(name) || value === own) return fine
  return say('warning', 'otherTarget', { recommended: own, remedy: null, params: { value, own } })
}

export function judgeCgo(value: string, around: Surroundings): Judgement {
  if (!around.isSet('CGO_ENABLED') || value !== '0') return fine
  return say('note', 'cgoOff', { remedy: null })
}

/** GOENV: which file holds the settings. Only the environment can say. */
export function judgeGoenv(value: string, os: string): Judgement {
  if (value === '') return fine
  if (value === 'off') return say('warning', 'goenvOff')
  return isAbsolutePath(value, os) ? fine : say('warning', 'goenvRelative', { params: { path: value } })
}
