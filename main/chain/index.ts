/** GOPROXY entry by entry: what go does along it when servers answer so or so, what patterns mean for module paths, and the plan that writes it. */
export { type ChainRoom, createChain } from './chain-room'
