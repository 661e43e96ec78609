import { createContext, type ReactNode, use } from 'react'
import type { AppInfo } from '../../preload/contract/app'
import type { PlanPreview } from '../../preload/contract/journal'
import type { Client } from '../bridge'

/** What every part of the interface may use: the core, what it said of itself, and the one place where plans are reviewed. */
export interface Session {
  readonly client: Client
  readonly info: AppInfo
  /** Opens the review drawer on a plan that is being made. */
  readonly review: (make: (signal: AbortSignal) => Promise<PlanPreview>) => void
}

const SessionContext = createContext<Session | null>(null)

export function SessionProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = use(SessionContext)
  if (session === null) throw new Error('useSession outside of SessionProvider')
  return session
}
