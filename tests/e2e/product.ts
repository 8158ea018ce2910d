import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const simulatorSchema = z.object({
  host: z.string(),
  ikey: z.string(),
  skey: z.string(),
  controlUrl: z.url(),
  controlToken: z.string(),
});

const simulatorTextSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(simulatorSchema);

const settingsSchema = z.object({
  PARAPET_TEST_ORIGIN: z.url(),
  PARAPET_TEST_EMAIL: z.string(),
  PARAPET_TEST_PASSWORD: z.string().min(1),
  PARAPET_TEST_HOME: z.string(),
  PARAPET_TEST_DATABASE_URL: z.string(),
  PARAPET_TEST_SIMULATOR: simulatorTextSchema,
  PARAPET_TEST_SECOND_SIMULATOR: simulatorTextSchema,
});

const processesSchema = z.object({ processes: z.array(z.object({ name: z.string(), pid: z.number() })) });

/** The running product as the global setup announced it. */
export function runningProduct() {
  const settings = settingsSchema.parse(process.env);
  return {
    origin: settings.PARAPET_TEST_ORIGIN,
    member: { email: settings.PARAPET_TEST_EMAIL, password: settings.PARAPET_TEST_PASSWORD },
    home: settings.PARAPET_TEST_HOME,
    /** Of the application's role. */
    databaseUrl: settings.PARAPET_TEST_DATABASE_URL,
    /** What the demo's own integration reads. */
    simulator: settings.PARAPET_TEST_SIMULATOR,
    /** Another Duo account, for tests to connect to. */
    second: settings.PARAPET_TEST_SECOND_SIMULATOR,
  };
}

type Simulator = z.output<typeof simulatorSchema>;

/** Asks something of a simulator, the one that the demo reads unless another is named, as in `POST /permissions`. Throws with its answer. */
export async function steerSimulator(
  call: `${'GET' | 'POST'} /${string}`,
  body?: object,
  { controlUrl, controlToken }: Simulator = runningProduct().simulator,
): Promise<unknown> {
  const [method = 'GET', path = '/'] = call.split(' ');
  const response = await fetch(`${controlUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${controlToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${call} answered ${JSON.stringify(answer)}.`);
  return answer;
}

/** Stages an attack at a simulator, the one that the demo reads unless another is named, as if somebody had just tried it. */
export async function stageAttack(
  kind: string,
  username?: string,
  simulator?: Simulator,
): Promise<{ username: string }> {
  const wish = { kind, ...(username === undefined ? {} : { username }) };
  return z.object({ username: z.string() }).parse(await steerSimulator('POST /attack', wish, simulator));
}

/** Sends a signal to the product's worker; a paused one is alive for its supervisor and silent for everyone else. */
export function signalWorker(signal: 'SIGSTOP' | 'SIGCONT'): void {
  const text = readFileSync(join(runningProduct().home, 'processes.json'), 'utf8');
  const { processes } = processesSchema.parse(JSON.parse(text));
  const worker = processes.find(({ name }) => name === 'worker');
  if (worker === undefined) throw new Error('The product runs no worker.');
  // Negative: the whole group that the supervisor made for it.
  process.kill(-worker.pid, signal);
}

/** How the pages name somebody of the simulator: the username may carry a number, the name does not. */
export function nameOf(username: string): RegExp {
  return new RegExp(username.replace(/\d+$/, '').split(/[.-]/).join('[ .-]'), 'i');
}
