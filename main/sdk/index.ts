/** Places, switches, removes and verifies Go SDKs, and knows every Go on the machine. */
export { createSdk, type Sdk, type SdkOptions } from './create-sdk'
