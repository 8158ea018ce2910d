/** Makes the data folder of embedded PostgreSQL, with its roles and its database, or leaves a whole one alone. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from './launch-error.mjs';

const INITDB = [
  '--username=postgres',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--auth=scram-sha-256',
];

/** The server inherits nothing of ours: PG* variables and foreign locales change what it does. */
export const SERVER_ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(process.platform === 'win32' ? { SYSTEMROOT: process.env.SYSTEMROOT ?? '' } : {}),
};

function run(places, program, args, input = '') {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: places.folder,
      env: SERVER_ENVIRONMENT,
      maxBuffer: 16 * 1024 * 1024,
      ...(places.account ?? {}),
    };
    const child = execFile(join(places.programs, 'bin', program), args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = stderr.trim().split('\n').slice(-5).join(' ') || error.message;
      const remedy = 'Set DATABASE_URL to use a PostgreSQL of your own instead.';
      reject(new LaunchError(`PostgreSQL's ${program} did not succeed: ${said}. ${remedy}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Statements one a line, as the single-user mode reads them; the first error ends it with a failure. */
function runAlone(places, data, database, statements) {
  const args = ['--single', '-D', data, '-c', 'exit_on_error=true', '-c', 'log_statement=none', database];
  return run(places, 'postgres', args, `${statements.join('\n')}\n`);
}

const quote = (text) => `'${text.replaceAll("'", "''")}'`;

function passwordStatements(secrets) {
  return [
    `ALTER ROLE postgres PASSWORD ${quote(secrets.superuserPassword)};`,
    `ALTER ROLE parapet_owner PASSWORD ${quote(secrets.ownerPassword)};`,
    `ALTER ROLE parapet_app PASSWORD ${quote(secrets.appPassword)};`,
  ];
}

/** `parapet_owner` migrates and owns; `parapet_app` runs, under row-level security. */
const ROLES_AND_DATABASE = [
  'CREATE ROLE parapet_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;',
  'CREATE ROLE parapet_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;',
  'CREATE DATABASE parapet OWNER parapet_owner;',
  'REVOKE ALL ON DATABASE parapet FROM PUBLIC;',
  'GRANT CONNECT, TEMPORARY ON DATABASE parapet TO parapet_app;',
];

async function makeCluster({ places, secrets, durable }) {
  const making = join(places.folder, 'making');
  const data = join(making, 'data');
  const passwordFile = join(making, 'password');
  rmSync(making, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, secrets.superuserPassword, { mode: 0o600 });
  if (places.account) {
    for (const path of [making, data, passwordFile]) chownSync(path, places.account.uid, places.account.gid);
  }
  try {
    await run(places, 'initdb', [
      `--pgdata=${data}`,
      `--pwfile=${passwordFile}`,
      ...INITDB,
      ...(durable ? [] : ['--no-sync']),
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  await runAlone(places, data, 'postgres', [...ROLES_AND_DATABASE, ...passwordStatements(secrets)]);
  // The data folder appears whole: a first start that was killed half-way begins anew.
  renameSync(data, places.data);
  rmSync(making, { recursive: true, force: true });
}

/**
 * @param {{ places: import('./embedded-postgres-files.mjs').Places, secrets: ReturnType<typeof import('./state-home.mjs').openSecrets>, rolesMark: unknown, durable: boolean, log: (line: string) => void }} request
 *   `rolesMark` is what the last call returned
 * @returns {Promise<string>} a mark of the passwords that the roles have now
 */
export async function prepareCluster({ places, secrets, rolesMark, durable, log }) {
  const passwords = [secrets.superuserPassword, secrets.ownerPassword, secrets.appPassword];
  const mark = createHash('sha256').update(passwords.join('\n')).digest('hex');
  if (!existsSync(join(places.data, 'PG_VERSION'))) {
    log('Making the database.');
    await makeCluster({ places, secrets, durable });
  } else if (rolesMark !== mark) {
    // Secrets were lost or replaced: the roles follow them. Alone, because nobody else knows the old ones.
    log('Giving the database the passwords of this state.');
    await runAlone(places, places.data, 'postgres', passwordStatements(secrets));
  }
  return mark;
}
