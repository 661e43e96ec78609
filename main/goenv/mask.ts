import { type Environment, redact, secretsOf } from '../kit'

/** Hides credentials in values that are shown. What was hidden can't be written back: see {@link isMasked}. */
export function maskOf(env: Environment): (value: string) => string {
  const secrets = secretsOf(env)
  return (value) => redact(value, secrets)
}

/** True for a value in which {@link maskOf} hid something: shown once, it must not come back as an input. */
export function isMasked(value: string): boolean {
  return value.includes('•••')
}
