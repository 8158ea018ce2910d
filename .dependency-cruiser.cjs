/**
 * ARCHITECTURE.md, "Folders", as law: each folder may import what its row names and nothing else of the house.
 * No exceptions list: when a change does not fit, the house changes first.
 */
const HOUSE =
  'app|components|lib|domain|server/services|server/data|server/connectors|server/queue|server/platform|server/auth|server/http|workers|simulator|scripts|tests|proxy[.]ts|instrumentation[.]ts|instrumentation-client[.]ts';

const MAY_IMPORT = {
  app: ['app', 'components', 'lib', 'domain', 'server/services', 'server/http', 'server/auth'],
  components: ['components', 'lib', 'domain'],
  lib: ['lib', 'domain'],
  domain: ['domain'],
  'server/services': [
    'server/services',
    'server/data',
    'server/connectors',
    'server/queue',
    'server/platform',
    'domain',
  ],
  'server/data': ['server/data', 'server/platform', 'domain'],
  'server/connectors': ['server/connectors', 'server/platform', 'domain'],
  'server/queue': ['server/queue', 'server/data', 'server/platform', 'domain'],
  'server/platform': ['server/platform', 'domain'],
  'server/auth': [
    'server/auth',
    'server/http',
    'server/services',
    'server/data',
    'server/platform',
    'domain',
  ],
  'server/http': [
    'server/auth',
    'server/http',
    'server/services',
    'server/data',
    'server/platform',
    'domain',
  ],
  workers: ['workers', 'server/services', 'server/queue', 'server/platform', 'domain'],
  simulator: ['simulator', 'domain'],
  'proxy[.]ts': ['server/platform'],
  'instrumentation[.]ts': ['server/platform'],
  'instrumentation-client[.]ts': [],
};

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
      name: `${folder.replace('[.]', '.')}-imports`,
      severity: 'error',
      from: { path: `^(${folder})(/|$)` },
      to: { path: `^(${HOUSE})(/|$)`, pathNot: `^(${allowed.join('|')})(/|$)` },
    })),
    {
      name: 'scripts-stay-outside-pages',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^(app|components)/' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^domain/', pathNot: '[.]test[.]ts$' },
      to: {
        dependencyTypesNot: [
          'local',
          'undetermined',
          'aliased',
          'aliased-tsconfig',
          'aliased-tsconfig-paths',
        ],
        pathNot: '^node_modules/zod/',
      },
    },
    {
      name: 'database-only-in-data',
      severity: 'error',
      from: {
        path: '^(app|components|lib|domain|server/(?!data/)|workers|simulator)',
        pathNot: '^server/(queue|platform)/',
      },
      to: { path: '^(node_modules/(@prisma|pg)/|server/data/generated)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|server/data/generated' },
    exclude: { path: '^([.]next|[.]parapet)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
