/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out, because the registry it
 * was made with does not carry them. Without them `npm ci` calls the lock out of step, on every platform.
 * Run it after every change of the dependencies: `node scripts/complete-lock.mjs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './repository.mjs';

const SYSTEMS = ['darwin', 'win32', 'linux', 'freebsd', 'android', 'openharmony', 'aix', 'sunos'];
const PROCESSORS = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el'];

/** Where npm looks for what a package asks for: beside its own dependencies, then in each folder above. */
function placesFor(asker, name) {
  const places = [];
  for (let folder = asker; folder !== '';) {
    places.push(`${folder}/node_modules/${name}`);
    const above = folder.lastIndexOf('/node_modules/');
    folder = above < 0 ? '' : folder.slice(0, above);
  }
  return [...places, `node_modules/${name}`];
}

/** What the name of a platform's package says of where it can be used. */
function platformOf(name) {
  const parts = name.slice(name.indexOf('/') + 1).split('-');
  const only = (known) => parts.filter((part) => known.includes(part));
  const [os, cpu] = [only(SYSTEMS), only(PROCESSORS)];
  return { ...(cpu.length > 0 ? { cpu } : {}), ...(os.length > 0 ? { os } : {}) };
}

const path = join(REPOSITORY, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const added = {};
for (const [asker, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (placesFor(asker, name).some((place) => lock.packages[place])) continue;
    added[`node_modules/${name}`] = { version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) };
  }
}
const entries = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`);
console.log(`${Object.keys(added).length} optional packages were added to the lock.`);
