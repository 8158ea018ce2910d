import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const repository = resolve(import.meta.dirname, '../..');
const CODE = ['.ts', '.tsx', '.mts', '.mjs', '.cjs', '.css'];
const BINARY = ['.png', '.jpg', '.ico', '.woff2', '.gz', '.bin'];

/** What .gitignore names, so that the rules hold in a checkout and in an unpacked archive alike. */
const IGNORED = new Set(
  ['node_modules', '.git', '.next', '.parapet', 'server/data/generated', 'shots', 'test-results'].concat([
    'playwright-report',
    'coverage',
    'next-env.d.ts',
    'tsconfig.tsbuildinfo',
  ]),
);

function filesOf(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (IGNORED.has(path) || entry.name.startsWith('.env')) return [];
    if (entry.isDirectory()) return filesOf(path);
    return entry.isFile() ? [path] : [];
  });
}

const files = filesOf('');
const code = files.filter((path) => CODE.includes(extname(path)));
const texts = files.filter((path) => !BINARY.includes(extname(path)) && path !== 'package-lock.json');

const read = (path: string) => readFileSync(join(repository, path), 'utf8');

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      optionalDependencies: z.record(z.string(), z.string()).default({}),
      integrity: z.string().optional(),
      link: z.boolean().default(false),
      optional: z.boolean().default(false),
      ...{ os: z.array(z.string()).default([]), cpu: z.array(z.string()).default([]) },
    }),
  ),
});

/** Every place in these files where the pattern is found, as `path: what`. */
function findings(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    [...read(path).matchAll(pattern)].map((found) => `${path}: ${found[0].trim()}`),
  );
}

/** Written in two halves, so that this file is not a finding of its own. */
const word = (...halves: string[]) => halves.join('');

describe('the house', () => {
  it('has code files to look at', () => {
    expect(code.length).toBeGreaterThan(20);
  });

  it('has no file over 400 lines', () => {
    const long = code.filter((path) => read(path).split('\n').length > 401);
    expect(long).toEqual([]);
  });

  it('has no drawer for odds and ends', () => {
    const drawers = ['utils', 'util', 'helpers', 'helper', 'common', 'misc'];
    const found = code.filter((path) =>
      [...dirname(path).split('/'), basename(path).replace(/\..*$/, '')].some((part) =>
        drawers.includes(part),
      ),
    );
    expect(found).toEqual([]);
  });

  it('has no barrel files', () => {
    expect(code.filter((path) => /^index\.[cm]?tsx?$/.test(basename(path)))).toEqual([]);
    // A route may name its handler: the framework asks for an export of that file.
    const notRoutes = code.filter((path) => basename(path) !== 'route.ts');
    expect(findings(notRoutes, /^export (\*|\{[^}]*\}) from .*$/gm)).toEqual([]);
  });

  it('switches no rule off and leaves nothing for later', () => {
    const words = [
      word('(?:eslint|oxlint)', '-disable'),
      word('@ts-', 'ignore'),
      word('@ts-', 'expect-error'),
      word('@ts-', 'nocheck'),
    ];
    words.push(word('TO', 'DO\\b'), word('FIX', 'ME\\b'), word('prettier', '-ignore'));
    expect(findings(code, new RegExp(words.join('|'), 'g'))).toEqual([]);
  });

  it('parses what it does not know, and casts nothing through unknown', () => {
    expect(findings(code, new RegExp(word('\\bas ', 'unknown\\b(?!\\[)'), 'g'))).toEqual([]);
  });

  it('leaves no test out', () => {
    const tests = code.filter((path) => /\.(test|spec)\.tsx?$/.test(path));
    expect(findings(tests, /\b(it|test|describe)\.(only|skip|todo|fixme|skipIf|runIf)\b/g)).toEqual([]);
  });

  it('names no package registry and no folder of one machine', () => {
    const registries = [
      word('registry.', 'npmjs.org'),
      word('registry.', 'yarnpkg.com'),
      word('npm', 'mirror'),
    ];
    const folders = [
      word('/ho', 'me/[a-z]'),
      word('/Us', 'ers/[a-z]'),
      word('(?<![\\w.])/wo', 'rk/'),
      word('bash', '_jobs'),
    ];
    expect(findings(texts, new RegExp([...registries, ...folders].join('|'), 'g'))).toEqual([]);
    expect(findings(['package-lock.json'], /"resolved": "(?!file:).*"/g)).toEqual([]);
  });
});

describe('what people read', () => {
  it('has its times, numbers and lengths of time from one formatter each, in lib/format', () => {
    const shown = code.filter(
      (path) =>
        /^(app|components|lib)\//.test(path) &&
        !path.startsWith('lib/format/') &&
        !/\.test\.tsx?$/.test(path),
    );
    expect(shown.length).toBeGreaterThan(100);
    const own =
      /\bIntl\.|\.toLocale(?:Date|Time)?String\(|\.toFixed\(|\.toPrecision\(|\.to(?:UTC|Date|Time)String\(|\.toISOString\(\)\s*\.|\bgetTimezoneOffset\(/g;
    expect(findings(shown, own)).toEqual([]);
  });

  it('shows the shape of what comes on every page that reads', () => {
    const reading = files.filter((path) => path.endsWith('/page.tsx') && read(path).includes('<PageAnswers'));
    expect(reading.length).toBeGreaterThan(20);
    const bare = reading.filter(
      (path) => !files.includes(join(dirname(path), 'loading.tsx')) && !read(path).includes('<Suspense'),
    );
    expect(bare).toEqual([]);
  });
});

describe('domain', () => {
  const domain = code.filter((path) => path.startsWith('domain/') && !/\.test\.ts$/.test(path));

  it('reads no clock, no chance, no environment and no network', () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\bprocess\.|\bfetch\(|\bconsole\.|\bset(Timeout|Interval)\(/g;
    expect(findings(domain, impure)).toEqual([]);
  });

  it('imports zod and itself alone', () => {
    const foreign = findings(domain, /\bfrom '[^']+'/g).filter(
      (found) => !/from '(zod|\.{1,2}\/|@\/domain\/)/.test(found),
    );
    expect(foreign).toEqual([]);
  });
});

describe('scripts that run before the npm packages are installed', () => {
  it('import what Node brings, and each other', () => {
    const early = code.filter((path) => /^scripts\/[^/]+\.mjs$/.test(path));
    expect(early.length).toBeGreaterThan(5);
    const foreign = findings(early, /^(?:import |\} from ).*'[^']+';$|\bawait import\('[^']+'\)/gm).filter(
      (found) => !/'(node:|\.\/[\w-]+\.mjs)/.test(found),
    );
    expect(foreign).toEqual([]);
  });
});

describe('package-lock.json', () => {
  it('names every optional package of every platform, so that "npm ci" works on all of them', () => {
    const lock: unknown = JSON.parse(read('package-lock.json'));
    const { packages } = lockSchema.parse(lock);
    const missing = Object.entries(packages).flatMap(([asker, { optionalDependencies }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !packages[`node_modules/${name}`] && !packages[`${asker}/node_modules/${name}`])
        .map((name) => `${name} (run: node scripts/complete-lock.mjs)`),
    );
    expect(missing).toEqual([]);
  });

  it('holds the hash of every package, but of programs for machines that it was not made on', () => {
    const { packages } = lockSchema.parse(JSON.parse(read('package-lock.json')));
    const unhashed = Object.entries(packages)
      .filter(([name, { link }]) => name !== '' && !link)
      .filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true)
      .filter(([, { optional, os, cpu }]) => !(optional && os.length + cpu.length > 0))
      .map(([name]) => name);
    expect(Object.keys(packages).length).toBeGreaterThan(500);
    expect(unhashed).toEqual([]);
  });
});
