import './fs-faults'
import { getEnvironmentData } from 'node:worker_threads'

// the worker thread of the product, its file-system calls counted with those of the main thread
await import(String(getEnvironmentData('goready-worker')))
