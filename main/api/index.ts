/** The waist: one service object for all hosts, and the contract implemented over it, a line a call. */
export { createRouter, type Router } from './router'
export { createServices, type HostOptions, type Services } from './services'
