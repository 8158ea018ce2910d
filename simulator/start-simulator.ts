import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlatformStage } from './campaigns/platform-stage';
import { Stage } from './campaigns/stage';
import { Clock } from './clock';
import { createControlServer } from './control/control-server';
import { Directory } from './organisation/directory';
import { makeOrganisation } from './organisation/make-organisation';
import { createDuoServer, type DuoState } from './protocol/duo-server';
import { PERMISSIONS } from './protocol/endpoint';
import { Faults } from './protocol/faults';
import { RateLimit } from './protocol/rate-limit';
import { RequestLog } from './protocol/request-log';
import { deniedAddress } from './records/denied-address';
import { DAY_MS } from './records/plan-day';
import { Chronicle } from './records/chronicle';
import type { Keeping } from './records/visible-log';
import type { SimulatorOptions } from './read-flags';

const FIRST_ATTACK_MS = 3000;
const TICK_MS = 250;
const EVERY_FIFTH = 5;

/** A simulator that listens. */
export interface RunningSimulator {
  readonly port: number;
  readonly controlPort: number | null;
  /** Records in the history at the start. */
  readonly records: number;
  stop(): Promise<void>;
}

/** Listens and gives the port; rejects with the system's error (EADDRINUSE and so on). */
async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

async function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
}

/** Keeps time moving: plans tomorrow before it comes and stages attacks while it runs. */
function keepMoving(
  chronicle: Chronicle,
  stage: Stage,
  clock: Clock,
  attackEveryMs: number | null,
): NodeJS.Timeout {
  let nextAttack = clock.now() + Math.min(FIRST_ATTACK_MS, attackEveryMs ?? FIRST_ATTACK_MS);
  let attacks = 0;
  return setInterval(() => {
    const now = clock.now();
    const today = Math.floor(now / DAY_MS);
    chronicle.ensureDays(today, today + 1);
    if (attackEveryMs === null || now < nextAttack) return;
    stage.stageNow(now, null, null);
    attacks += 1;
    // Now and then the attack is on the platform: an administrator is talked into a bypass, or taken over.
    if (attacks % EVERY_FIFTH === 0) {
      const kind = attacks % (2 * EVERY_FIFTH) === 0 ? 'ADMIN_HIGH_RISK' : 'BYPASS_ENABLED';
      stage.stagePlatform(now, kind, null, false);
    }
    nextAttack = Math.max(nextAttack + attackEveryMs, now);
  }, TICK_MS);
}

/**
 * Builds the organisation and its history and starts to listen. Times before the history are empty; the rest of
 * today and tomorrow are planned already and stay hidden until their time has come.
 */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const clock = new Clock();
  const started = clock.now();
  const oldest = started - options.historyMs;
  const organisation = makeOrganisation(options.seed, options.people, options.edition);
  const directory = new Directory(organisation, started);
  const keeping: Keeping = { clock, lagMs: options.lagMs, retentionDays: 0 };
  const chronicle = new Chronicle(organisation, directory, oldest, keeping);
  const stage = new Stage(organisation, chronicle, new PlatformStage(organisation, chronicle, directory));
  const today = Math.floor(started / DAY_MS);
  const firstDay = Math.floor(oldest / DAY_MS);
  chronicle.ensureDays(firstDay, today + 1);
  for (let day = firstDay; day <= today; day += 1) stage.stageDay(day, oldest, started);

  const state: DuoState = {
    account: {
      clock,
      organisation,
      directory,
      logs: chronicle.logs,
      keeping,
      settings: {},
      secondsStayWhole: false,
    },
    faults: new Faults(options.seed, options.faults),
    requests: new RequestLog(),
    rateLimit: new RateLimit(options.rateLimit),
    permissions: new Set(PERMISSIONS),
    key: { ikey: options.ikey, skey: options.skey },
    applicationDeleted: false,
    addressDenied: false,
    trustMonitorLicensed: options.edition !== 'essentials',
    onDeniedAddress: (ip) => chronicle.addAct(deniedAddress(ip, clock.now())),
  };
  const server = createDuoServer(state);
  const control = createControlServer({ state, clock, stage, chronicle, oldest }, options.controlToken);
  const port = await listen(server, options.port, options.host);
  const controlPort =
    options.controlPort === null ? null : await listen(control, options.controlPort, '127.0.0.1');
  const timer = keepMoving(chronicle, stage, clock, options.attackEveryMs);
  return {
    port,
    controlPort,
    records: chronicle.logs.authentication.countAll(oldest, started),
    async stop() {
      clearInterval(timer);
      await Promise.all([stopServer(server), stopServer(control)]);
    },
  };
}
