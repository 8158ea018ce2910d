/** Starts the demo: the product, and beside it the simulator that stands in for Duo. */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedPostgresHolder, eraseEmbeddedPostgres } from './embedded-postgres.mjs';
import { freePort, portIsFree } from './free-port.mjs';
import { LaunchError } from './launch-error.mjs';
import { ANCHOR_FILE } from './process-settings.mjs';
import { openProduct, originOf, prepareCheckout } from './product.mjs';
import { openHome, readJson, writeJson } from './state-home.mjs';

const HOST = '127.0.0.1';
const STATE = 'demo.json';
/** Duo shows records after two minutes; the stand-in after seconds, so that a newcomer need not wait. */
const LAG_MS = 2000;
const TIMING = { lagMs: LAG_MS, marginMs: 1000, cycleMs: 3000, pageMs: 100 };
/** How fast the stand-in shows records, and how often it is asked: as a newcomer wants it, or as Duo and the product do. */
const PACES = {
  short: { lag: `${LAG_MS}ms`, attackEvery: '25s', timing: { PARAPET_TIMING: JSON.stringify(TIMING) } },
  quiet: { lag: `${LAG_MS}ms`, attackEvery: 'off', timing: { PARAPET_TIMING: JSON.stringify(TIMING) } },
  duo: { lag: '120s', attackEvery: 'off', timing: {} },
};

async function keptOrFree(port) {
  return typeof port === 'number' && (await portIsFree(HOST, port)) ? port : freePort();
}

function newKey() {
  return `DI${randomBytes(9).toString('hex').toUpperCase()}`;
}

function reached(state) {
  return {
    host: `${HOST}:${state.simulatorPort}`,
    ikey: state.ikey,
    skey: state.skey,
    controlUrl: `http://${HOST}:${state.controlPort}`,
    controlToken: state.controlToken,
  };
}

/** What is typed to connect a stand-in, as the web process is told it. */
function standInOf(state) {
  const { host, ikey, skey } = reached(state);
  return JSON.stringify({ connector: 'cisco-duo', fields: { host, ikey, skey } });
}

/** The demo's own settings, kept so that a second start meets the same Duo. */
async function openDemoState(home) {
  const path = join(home, STATE);
  const known = readJson(path);
  const state = {
    ...(known.second === undefined ? {} : { second: known.second }),
    ikey: known.ikey ?? newKey(),
    skey: known.skey ?? randomBytes(20).toString('hex'),
    seed: known.seed ?? randomBytes(2).readUInt16BE(),
    controlToken: known.controlToken ?? randomBytes(16).toString('hex'),
    simulatorPort: await keptOrFree(known.simulatorPort),
    controlPort: await keptOrFree(known.controlPort),
  };
  writeJson(path, state);
  return state;
}

async function forget(home, log) {
  if (
    embeddedPostgresHolder(home) === null &&
    existsSync(join(home, 'database.json')) &&
    !existsSync(join(home, STATE))
  ) {
    throw new LaunchError(`${home} holds data that is not the demo's, so --reset leaves it alone.`);
  }
  await eraseEmbeddedPostgres({ home, log });
  for (const name of [STATE, 'secrets.json', ANCHOR_FILE]) rmSync(join(home, name), { force: true });
}

/**
 * Keys and ports of another stand-in: a second, small Duo account that nothing is connected to yet. They are kept as well,
 * so that what somebody connected to it goes on.
 */
async function openSecondState(home, first) {
  const path = join(home, STATE);
  const { second: known = {}, ...rest } = readJson(path);
  const state = {
    ikey: known.ikey ?? newKey(),
    skey: known.skey ?? randomBytes(20).toString('hex'),
    seed: first.seed + 1,
    people: 40,
    history: '1d',
    controlToken: known.controlToken ?? randomBytes(16).toString('hex'),
    simulatorPort: await keptOrFree(known.simulatorPort),
    controlPort: await keptOrFree(known.controlPort),
  };
  writeJson(path, { ...rest, second: state });
  return state;
}

async function startSimulator(product, name, state, pace) {
  const args = ['--import', 'tsx', 'simulator/main.ts'];
  const flags = {
    port: state.simulatorPort,
    ikey: state.ikey,
    skey: state.skey,
    seed: state.seed,
    people: state.people ?? 300,
    history: state.history ?? '30d',
    lag: pace.lag,
    'rate-limit': 'off',
    'attack-every': pace.attackEvery,
    'control-port': state.controlPort,
    'control-token': state.controlToken,
  };
  for (const [flag, value] of Object.entries(flags)) args.push(`--${flag}`, String(value));
  product.supervisor.start({ name, args, env: { ...process.env, NODE_ENV: 'production' } });
  await product.supervisor.waitUntilReady(
    name,
    async () => !(await portIsFree(HOST, state.simulatorPort)),
    60_000,
  );
}

/**
 * @param {{ home: string, port: number | null, reset?: boolean, newPassword?: boolean, second?: boolean, guides?: boolean, pace?: keyof typeof PACES, life: { atEnd: Function }, log: (line: string) => void }} request
 * @returns {Promise<{ origin: string, member: { email: string, password: string | null }, simulator: ReturnType<typeof reached>, second: ReturnType<typeof reached> | null, databaseUrl: string, product: Awaited<ReturnType<typeof openProduct>>, settings: import('./product.mjs').Settings }>}
 *   password is null when the member was there already; `second` starts another stand-in, for a Duo account that
 *   nothing is connected to yet; `guides` tells the page that connects one what to type for it
 */
export async function runDemo({
  home: wanted,
  port: wantedPort,
  reset = false,
  newPassword = false,
  second = false,
  guides = false,
  pace: paceName = 'short',
  life,
  log,
}) {
  const pace = PACES[paceName];
  await prepareCheckout(log);
  const home = openHome(wanted);
  if (reset) await forget(home, log);
  const product = await openProduct({ home, log, ownDatabase: true });
  life.atEnd(product.stop, () => product.supervisor.killAll());
  const state = await openDemoState(home);
  const port = wantedPort ?? ((await portIsFree(HOST, 3000)) ? 3000 : await freePort());
  const origin = originOf(HOST, port);
  const other = second ? await openSecondState(home, state) : null;
  const hosts = [state, ...(other === null ? [] : [other])].map((one) => reached(one).host);
  const settings = {
    origin,
    extra: {
      PARAPET_SIMULATOR: hosts.join(','),
      ...pace.timing,
      PARAPET_DEMO_IKEY: state.ikey,
      PARAPET_DEMO_SKEY: state.skey,
      ...(other === null ? {} : { PARAPET_DEMO_SECOND_IKEY: other.ikey }),
      ...(other === null || !guides ? {} : { PARAPET_DEMO_STAND_IN: standInOf(other) }),
    },
  };
  log('Starting the stand-in for Duo.');
  await startSimulator(product, 'simulator', state, pace);
  if (other !== null) await startSimulator(product, 'simulator-2', other, pace);
  log('Looking after the demo account.');
  // Prints {"email": string, "password": string | null, "seeded": boolean}.
  const member = await product.ask('scripts/seed-demo.ts', newPassword ? ['--new-password'] : [], settings);
  await product.serve({ host: HOST, port, ...settings });
  return {
    origin,
    member,
    simulator: reached(state),
    second: other === null ? null : reached(other),
    databaseUrl: product.databaseUrl,
    product,
    settings,
  };
}
