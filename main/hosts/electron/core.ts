import type { Router, RouterClient } from '@orpc/server'
import type { Contract } from '../../../preload/contract'
import type { Logger } from '../../kit'

export type ContractRouter = Router<Contract, Record<never, never>>

/** What the host needs of the core. */
export interface Core {
  readonly router: ContractRouter
  readonly log: Logger
  close(): Promise<void>
}

/** The contract, called without leaving the process: the menu and the tray ask as the page does. */
export type Client = RouterClient<ContractRouter>
