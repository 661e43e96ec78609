const { rooms, floor } = require('./scripts/rooms.cjs')

const anywhere = ['kit', 'golang', 'gocmd', 'protocol', 'journal']

const roomRules = Object.entries(rooms).map(([room, seen]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `main/${room} sees the floor and ${seen.join(', ') || 'no other room'}`,
  from: { path: `^main/${room}/` },
  to: { path: '^main/', pathNot: `^main/(${[room, ...(floor[room] ?? anywhere), ...seen].join('|')})/` },
}))
const floorRules = Object.entries(floor)
  .filter(([room]) => !(room in rooms))
  .map(([room, seen]) => ({
    name: `floor-${room}`,
    severity: 'error',
    from: { path: `^main/${room}/` },
    to: { path: '^main/', pathNot: `^main/(${[room, ...seen].join('|')})/` },
  }))

// a host sees the waist, and no other host but these
const hosts = { page: [], web: ['page'], electron: ['page'], cli: ['web'] }
const hostRules = Object.entries(hosts).map(([host, seen]) => ({
  name: `host-${host}`,
  severity: 'error',
  comment: 'hosts see api and the door of kit',
  from: { path: `^main/hosts/${host}/` },
  to: {
    path: '^main/',
    pathNot: [
      `^main/hosts/${host}/`,
      '^main/api/',
      '^main/kit/index\\.ts$',
      ...seen.map((other) => `^main/hosts/${other}/index\\.ts$`),
    ],
  },
}))

module.exports = {
  forbidden: [
    ...roomRules,
    ...floorRules,
    {
      name: 'one-door',
      severity: 'error',
      comment: 'a room is entered by its index.ts',
      from: { path: '^main/([^/]+)/' },
      to: { path: '^main/(?!hosts/)([^/]+)/', pathNot: ['^main/$1/', '^main/[^/]+/index\\.ts$'] },
    },
    ...hostRules,
    { name: 'nothing-sees-hosts', severity: 'error', from: { path: '^main/(?!hosts/)' }, to: { path: '^main/hosts/' } },
    {
      name: 'pure-golang',
      severity: 'error',
      comment: 'facts of Go touch no file, process or socket',
      from: { path: '^main/golang/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'electron-in-its-host',
      severity: 'error',
      from: { pathNot: '^(main/hosts/electron/|preload/index\\.ts$|tests/)' },
      to: { path: '(^|/)node_modules/(electron|electron-store)/' },
    },
    {
      name: 'contract-is-pure',
      severity: 'error',
      from: { path: '^preload/(contract|texts)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-sees-no-code',
      severity: 'error',
      from: { path: '^preload/' },
      to: { path: '^(main|renderer|tests)/' },
    },
    { name: 'renderer-sees-contract', severity: 'error', from: { path: '^renderer/' }, to: { path: '^(main|tests)/' } },
    {
      name: 'features-apart',
      severity: 'error',
      comment: 'features compose in renderer/app, not in each other',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/(features|app)/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'parts-know-nothing',
      severity: 'error',
      from: { path: '^renderer/parts/' },
      to: { path: '^renderer/(features|app)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(main|renderer|preload)/',
        pathNot: ['\\.d\\.ts$', '^main/sdk/extract-worker\\.ts$'],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}

// for scripts/draw-arrows.mjs; dependency-cruiser itself refuses keys that it does not know
Object.defineProperty(module.exports, 'arrows', { value: { rooms, floor, hosts } })
