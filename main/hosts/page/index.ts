/** What the hosts with a page share: the built page, held in memory and sent under a strict policy, and the calls in flight. */
export { type LoadedPage, loadPage, type PageAnswer, type PageHeaders } from './load-page'
export { commonHeaders } from './policy'
export { type RunningCalls, trackCalls } from './running-calls'
