// The rooms of main/ and the arrows between them: checked by .dependency-cruiser.cjs, drawn by scripts/draw-arrows.mjs.
const rooms = {
  // room: the other rooms it may see, beside the floor
  journal: [],
  releases: [],
  shell: [],
  goenv: ['shell'],
  sdk: ['releases', 'shell'],
  proxy: ['goenv', 'shell'],
  chain: ['goenv', 'proxy'],
  temporary: ['goenv', 'proxy'],
  doctor: ['goenv'],
  modules: [],
  status: ['goenv', 'proxy', 'sdk', 'shell'],
  explain: ['goenv', 'releases', 'sdk'],
  report: ['goenv', 'proxy', 'sdk', 'shell', 'status'],
  setup: ['goenv', 'proxy', 'releases', 'sdk', 'shell'],
}
const floor = {
  kit: [],
  golang: ['kit'],
  gocmd: ['kit', 'golang'],
  protocol: ['kit', 'golang'],
  journal: ['kit'],
}

module.exports = { rooms, floor }
