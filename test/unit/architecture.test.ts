import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ArchitectureTable, findViolations, type SourceTree } from '../support/architecture.ts';

const CORE = ['profile', 'formats', 'kit', 'type:ports'];
const SHELL = [
  'capture',
  'canary',
  'safety',
  'lifecycle',
  'doctor',
  'migrate',
  'pods',
  'naming',
  'store',
  'report',
  'compare',
  'goroutines',
  'demo',
  'config',
  'flame',
  'flame-file',
  'flame-engine',
  'present',
  'type:ports',
  'kit',
];
const NO_OUTSIDE = ['process', 'console', 'fetch', 'Date.now', 'new Date()'];
const PURE = [
  ...NO_OUTSIDE,
  'performance',
  'globalThis',
  'Math.random',
  'setTimeout',
  'setInterval',
  'setImmediate',
];
const HARMLESS_BUILTINS = ['buffer', 'crypto', 'path', 'path/posix', 'url', 'util', 'zlib'];

/** Who may import whom: docs/map.md in a form that a test can hold. */
const TABLE: ArchitectureTable = {
  rooms: {
    kit: [],
    profile: ['kit'],
    formats: ['profile', 'kit'],
    ports: ['type:profile', 'type:flame', 'type:compare', 'type:kit'],
    pods: ['kit', 'type:ports', 'naming'],
    capture: [...CORE, 'naming', 'pods', 'safety', 'store', 'config'],
    canary: [...CORE, 'capture', 'pods', 'compare', 'store'],
    safety: ['kit', 'type:ports', 'naming', 'store', 'type:config'],
    naming: [...CORE, 'config'],
    lifecycle: ['kit', 'type:ports'],
    doctor: ['kit', 'type:ports', 'pods', 'capture'],
    migrate: [...CORE, 'naming', 'store', 'config'],
    'source-maps': CORE,
    store: [...CORE, 'config', 'source-maps'],
    report: [...CORE, 'flame', 'store', 'config'],
    compare: [...CORE, 'report', 'store', 'config', 'goroutines'],
    goroutines: [...CORE, 'report', 'store', 'config'],
    demo: [...CORE, 'capture', 'store', 'compare', 'config'],
    config: CORE,
    flame: ['profile', 'kit'],
    'flame-file': ['profile', 'flame', 'kit', 'type:report', 'type:ports'],
    'flame-engine': [...CORE, 'flame', 'flame-file', 'report', 'compare', 'store', 'config'],
    // A program for browsers: whole, it is data of an adapter.
    'flame-page': ['profile', 'flame', 'kit', 'flame-file'],
    present: [
      'profile',
      'flame',
      'kit',
      ...[
        'capture',
        'canary',
        'lifecycle',
        'doctor',
        'migrate',
        'pods',
        'naming',
        'store',
        'report',
        'compare',
        'goroutines',
        'demo',
        'config',
        'flame-file',
      ].map((room) => `type:${room}`),
    ],
    // Values and names come as the core holds them.
    dashboard: [...SHELL, 'profile', 'type:wire'],
    // Shells without a terminal: they wire features, and say what happens by messages. One decodes profiles.
    workers: ['flame-engine', 'profile', 'present', 'wire', 'type:ports', 'kit'],
    adapters: ['type:ports', 'type:flame', 'kit'],
    samples: ['formats', 'profile', 'kit'],
    // Programs for containers: whole, they are data of an adapter.
    'container-probe': ['adapters', 'naming', 'type:ports'],
    shell: [...SHELL, 'type:dashboard', 'lazy:dashboard', 'wire'],
    commands: [...SHELL, 'wire', 'shell'],
    wire: ['lazy:adapters', 'type:ports', 'type:config', 'type:flame-engine', 'kit'],
  },
  packages: {
    '@oclif/core': ['shell', 'commands'],
    re2js: ['report'],
    yaml: ['config', 'adapters'],
    'string-width': ['present', 'dashboard'],
    // The screen library comes with the commands that take a terminal, and only there.
    ink: ['dashboard'],
    react: ['dashboard'],
    'p-limit': ['capture'],
    '@jridgewell/trace-mapping': ['source-maps'],
    '@kubernetes/client-node': ['adapters'],
    ws: ['adapters'],
    '@aws-sdk/client-s3': ['adapters'],
    '@aws-sdk/lib-storage': ['adapters'],
    '@smithy/core': ['adapters'],
  },
  builtins: {
    profile: ['zlib', 'buffer'],
    formats: ['zlib', 'buffer'],
    flame: [],
    'flame-page': [],
    present: ['zlib', 'buffer'],
    // For modules of Node's that are loaded late.
    kit: [...HARMLESS_BUILTINS, 'module'],
    ...Object.fromEntries(
      [
        'capture',
        'canary',
        'safety',
        'pods',
        'naming',
        'store',
        'source-maps',
        'report',
        'compare',
        'goroutines',
        'demo',
        'config',
        'flame-file',
        'flame-engine',
        'commands',
        'ports',
      ].map((room) => [room, HARMLESS_BUILTINS]),
    ),
  },
  forbiddenGlobals: {
    profile: PURE,
    formats: PURE,
    flame: PURE,
    present: PURE,
    ...Object.fromEntries(
      [
        'kit',
        'capture',
        'canary',
        'safety',
        'lifecycle',
        'doctor',
        'migrate',
        'pods',
        'naming',
        'store',
        'source-maps',
        'report',
        'compare',
        'goroutines',
        'demo',
        'config',
        'flame-file',
        'flame-engine',
      ].map((room) => [room, NO_OUTSIDE]),
    ),
  },
};

const SOURCE_FOLDER = fileURLToPath(new URL('../../src/', import.meta.url));

function readTree(): SourceTree {
  const paths = readdirSync(SOURCE_FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(SOURCE_FOLDER + path, 'utf8')]));
}

describe('architecture', () => {
  const tree = readTree();

  it('holds in the whole source', () => {
    expect(tree.size).toBeGreaterThan(50);
    expect(findViolations(tree, TABLE)).toEqual([]);
    // Parsing all of it takes seconds, and many of them on a busy machine.
  }, 120_000);

  it('has no empty rooms', () => {
    const folders = readdirSync(SOURCE_FOLDER, { withFileTypes: true, recursive: true }).filter((item) =>
      item.isDirectory(),
    );
    const empty = folders.filter((item) => readdirSync(`${item.parentPath}/${item.name}`).length === 0);
    expect(empty.map((item) => item.name)).toEqual([]);
  });

  const planted: [string, Record<string, string>, string][] = [
    [
      'a floor that looks up',
      { 'kit/a.ts': `import { keys } from '../store/keys.ts';`, 'store/keys.ts': '' },
      'kit/a.ts: kit must not import store/keys.ts (as a value)',
    ],
    [
      'a feature that takes an adapter',
      { 'store/a.ts': `const x = await import('../adapters/disk/a.ts');` },
      'store/a.ts: store must not import adapters/disk/a.ts (as a value)',
    ],
    [
      'a feature against the direction',
      { 'store/a.ts': `import type { A } from '../capture/b.ts';` },
      'store/a.ts: store must not import capture/b.ts',
    ],
    [
      'a view that calls a feature',
      { 'present/a.ts': `import { top } from '../report/top.ts';` },
      'present/a.ts: present must not import report/top.ts (as a value)',
    ],
    [
      'a port used as a value',
      { 'capture/a.ts': `import { Port } from '../ports/b.ts';` },
      'capture/a.ts: capture must not import ports/b.ts (as a value)',
    ],
    [
      'an adapter loaded at once',
      { 'wire.ts': `import { disk } from './adapters/disk/a.ts';` },
      'wire.ts: wire must not import adapters/disk/a.ts (as a value)',
    ],
    [
      'wiring outside the shells',
      { 'demo/a.ts': `import { createWiring } from '../wire.ts';` },
      'demo/a.ts: demo must not import wire.ts (as a value)',
    ],
    [
      'files in the core',
      { 'profile/a.ts': `import { readFileSync } from 'node:fs';` },
      'profile/a.ts: profile must not use node:fs',
    ],
    [
      'network in a feature',
      { 'capture/a.ts': `import http from 'node:http';` },
      'capture/a.ts: capture must not use node:http',
    ],
    [
      'a clock in the core',
      { 'formats/a.ts': 'export const now = () => Date.now();' },
      'formats/a.ts: formats must not use Date.now',
    ],
    [
      'today in the core',
      { 'present/a.ts': 'export const now = () => new Date();' },
      'present/a.ts: present must not use new Date()',
    ],
    [
      'a feature that prints',
      { 'report/a.ts': `console.log('x');` },
      'report/a.ts: report must not use console',
    ],
    [
      'a feature that reads the environment',
      { 'config/a.ts': 'export const home = process.env.HOME;' },
      'config/a.ts: config must not use process',
    ],
    [
      'a package out of place',
      { 'store/a.ts': `import { parse } from 'yaml';` },
      'store/a.ts: store must not name the package yaml',
    ],
    [
      'an SDK in two adapters',
      { 'adapters/http/a.ts': `import 'undici';`, 'adapters/s3/b.ts': `import 'undici/types';` },
      'undici: named in more than one adapter: adapters/http, adapters/s3',
    ],
    [
      'a helper among commands',
      { 'commands/a.ts': 'export function help() {}' },
      'commands/a.ts: not a command; helpers live elsewhere',
    ],
    ['an unknown room', { 'stuff/a.ts': '' }, 'stuff/a.ts: no such room in the table'],
    ['a drawer', { 'store/utils.ts': '' }, 'store/utils.ts: a drawer; name the file for what it does'],
    ['a name in another case', { 'store/storeKeys.ts': '' }, 'store/storeKeys.ts: names are kebab-case'],
    ['a file without end', { 'kit/a.ts': '\n'.repeat(400) }, 'kit/a.ts: 401 lines, the most is 400'],
    [
      'a circle',
      { 'kit/a.ts': `import './b.ts';`, 'kit/b.ts': `export { a } from './a.ts';` },
      'cycle: kit/a.ts → kit/b.ts → kit/a.ts',
    ],
  ];

  it.each(planted)('notices %s', (_what, files, message) => {
    expect(findViolations(new Map(Object.entries(files)), TABLE)).toEqual([message]);
  });

  it('lets types be shared', () => {
    const files = {
      'present/a.ts': `import type { Top } from '../report/top.ts';\nimport { type Row } from '../store/row.ts';`,
      'wire.ts': `import type { Store } from './ports/store.ts';\nconst x = () => import('./adapters/disk/a.ts');`,
      'kit/a.ts': 'export interface A { process: number; console: string }\nexport const b = { process: 1 };',
    };
    expect(findViolations(new Map(Object.entries(files)), TABLE)).toEqual([]);
  });
});
