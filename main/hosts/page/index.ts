/** The built page as both hosts serve it: a fixed set of files held in memory, sent under a strict policy. */
export { type LoadedPage, loadPage, type PageAnswer, type PageHeaders } from './load-page'
export { commonHeaders } from './policy'
