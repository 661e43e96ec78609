/** Stands in for ajv and ajv-formats in the bundles: see bundles.mjs. */
export class Ajv2020 {
  constructor() {
    throw new Error('settings are given no schema')
  }
}
export default Ajv2020
