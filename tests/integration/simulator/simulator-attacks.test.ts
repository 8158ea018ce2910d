import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask, run, start, type Simulator } from '@/tests/setup/simulator-process';

const LOG = '/admin/v2/logs/authentication';
const staged = z.object({
  kind: z.string(),
  username: z.string(),
  userKey: z.string(),
  txids: z.array(z.string()).min(1),
});
const expectedList = z.object({
  expected: z.array(
    z.object({
      txid: z.string(),
      ms: z.number(),
      campaign: z.string(),
      username: z.string(),
      detectors: z.array(z.string()),
      places: z.array(z.enum(['attacks', 'assessment'])),
      fraud: z.boolean(),
      trustLevel: z.string(),
      policyEnabled: z.boolean(),
      preview: z.boolean(),
      shadow: z.boolean(),
      suppressed: z.string().nullable(),
      securityReason: z.string().nullable(),
    }),
  ),
});

const attack = z.object({
  detector: z.string(),
  shadow_mode: z.boolean(),
  suppressed: z.string().nullable(),
});
const record = z.object({
  txid: z.string(),
  result: z.string(),
  reason: z.string().nullable(),
  user: z.object({ key: z.string().nullable(), name: z.string() }),
  rbfs_triggered_attacks: z.array(attack).nullish(),
  adaptive_trust_assessments: z.object({
    more_secure_auth: z
      .object({
        detected_attack_detectors: z.array(z.string()).nullable(),
        policy_enabled: z.boolean(),
        preview_mode_enabled: z.boolean(),
        trust_level: z.string(),
      })
      .optional(),
  }),
});
const page = z.object({ response: z.object({ authlogs: z.array(record) }) });
const listed = z.object({ records: z.array(z.object({ txid: z.string(), raw: z.string() })) });
const state = z.object({ attackKinds: z.array(z.string()) });

async function newest(simulator: Simulator): Promise<z.infer<typeof record>[]> {
  const now = Date.now();
  const query = `limit=1000&maxtime=${now}&mintime=${now - 3_600_000}`;
  return page.parse(JSON.parse((await ask(simulator.port, LOG, query)).text)).response.authlogs;
}

/** Asks until the answer is there; a record comes to light when its second has come. */
async function until<T>(look: () => Promise<T | undefined>, seconds: number): Promise<T> {
  for (let tries = 0; tries < seconds * 5; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Nothing came within ${seconds} seconds.`);
}

describe('staged on command', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start(
      '--people',
      '60',
      '--history',
      '2d',
      '--lag',
      '0s',
      '--attack-every',
      'off',
      '--rate-limit',
      'off',
    );
  });
  afterAll(() => simulator.stop());

  it('shows every kind of attack in the log, with the verdicts it says to expect', async () => {
    const { attackKinds } = state.parse(await simulator.control('GET /state'));
    expect(attackKinds).toHaveLength(20);
    const txids: string[] = [];
    for (const kind of attackKinds)
      txids.push(...staged.parse(await simulator.control('POST /attack', { kind })).txids);

    const records = await until(async () => {
      const seen = new Map((await newest(simulator)).map((one) => [one.txid, one]));
      return txids.every((txid) => seen.has(txid)) ? seen : undefined;
    }, 12);
    const { expected } = expectedList.parse(await simulator.control('GET /expected'));
    const ours = expected.filter(({ txid }) => txids.includes(txid));
    expect(new Set(ours.map(({ campaign }) => campaign))).toEqual(new Set(attackKinds));
    for (const verdict of ours) {
      const seen = records.get(verdict.txid);
      const trust = seen?.adaptive_trust_assessments.more_secure_auth;
      const attacks = seen?.rbfs_triggered_attacks ?? [];
      expect(seen?.user.name).toBe(verdict.username);
      expect(attacks.map(({ detector }) => detector)).toEqual(
        verdict.places.includes('attacks') ? verdict.detectors : [],
      );
      expect(trust?.detected_attack_detectors ?? []).toEqual(
        verdict.places.includes('assessment') ? verdict.detectors : [],
      );
      expect(trust).toMatchObject({
        trust_level: verdict.trustLevel,
        policy_enabled: verdict.policyEnabled,
        preview_mode_enabled: verdict.preview,
      });
      expect(
        attacks.every((one) => one.shadow_mode === verdict.shadow && one.suppressed === verdict.suppressed),
      ).toBe(true);
      expect(seen?.result === 'fraud').toBe(verdict.fraud);
      if (verdict.securityReason !== null) expect(seen?.reason).toBe(verdict.securityReason);
    }
    const silent = [...records.values()].filter(
      ({ txid }) => txids.includes(txid) && !ours.some((one) => one.txid === txid),
    );
    expect(silent.every((one) => (one.rbfs_triggered_attacks ?? []).length === 0)).toBe(true);
  });

  it('attacks the person that is named, and says so when there is none', async () => {
    const people = z
      .object({ people: z.array(z.object({ username: z.string(), userKey: z.string() })) })
      .parse(await simulator.control('GET /people')).people;
    const person = people[7];
    const attacked = staged.parse(
      await simulator.control('POST /attack', { kind: 'PUSH_HARASSMENT', username: person?.username }),
    );
    expect(attacked).toMatchObject({ kind: 'PUSH_HARASSMENT', ...person });
    expect(await simulator.control('POST /attack', { username: 'nobody' })).toEqual({
      error: 'Nobody here is called "nobody". GET /people lists the usernames.',
    });
    expect(await simulator.control('POST /attack', { kind: 'MAGIC' })).toMatchObject({
      error: expect.stringContaining('Choose one of: USER_MARKED_FRAUD') as string,
    });
  });
});

describe('by itself', () => {
  it('stages an attack within ten seconds, and shows it only when the lag has passed', async () => {
    const began = Date.now();
    const simulator = await start('--people', '30', '--history', '1d', '--lag', '2s', '--attack-every', '2s');
    const happened = await until(async () => {
      const { expected } = expectedList.parse(await simulator.control('GET /expected'));
      return expected.find(({ ms }) => ms > began);
    }, 10);
    const shown = async () => (await newest(simulator)).find(({ txid }) => txid === happened.txid);
    if (Date.now() < happened.ms + 1500) expect(await shown()).toBeUndefined();
    await until(shown, 5);
    expect(Date.now()).toBeGreaterThanOrEqual(happened.ms + 2000);
    await simulator.stop();
  });

  it('keeps a month in which every kind happens and most people stay quiet, the same for the same seed', async () => {
    const flags = ['--people', '400', '--history', '30d', '--seed', '7', '--attack-every', 'off'];
    const [first, second] = await Promise.all([start(...flags), start(...flags)]);
    const { expected } = expectedList.parse(await first.control('GET /expected'));
    const { attackKinds } = state.parse(await first.control('GET /state'));
    expect(new Set(expected.map(({ campaign }) => campaign))).toEqual(new Set(attackKinds));
    const touched = new Map<string, number>();
    for (const { username } of expected) touched.set(username, (touched.get(username) ?? 0) + 1);
    expect(touched.size / 400).toBeGreaterThan(0.03);
    expect(touched.size / 400).toBeLessThan(0.1);
    expect(Math.max(...touched.values())).toBeGreaterThan(5);

    const to = Date.now() - 3_600_000;
    const asked = `GET /records?from=${to - 5 * 86_400_000}&to=${to}`;
    const left = listed.parse(await first.control(asked)).records;
    expect(left.length).toBeGreaterThan(4000);
    expect(listed.parse(await second.control(asked)).records).toEqual(left);
    expect(new Set(left.map(({ txid }) => txid)).size).toBe(left.length);
    await Promise.all([first.stop(), second.stop()]);
  });

  it('reports no verdicts on Essentials, but still what people mark as fraud', async () => {
    const simulator = await start(
      '--people',
      '50',
      '--history',
      '30d',
      '--edition',
      'essentials',
      '--lag',
      '0s',
    );
    const records = listed.parse(await simulator.control('GET /records')).records;
    const parsed = records.map(({ raw }) => record.parse(JSON.parse(raw)));
    expect(parsed.every((one) => one.adaptive_trust_assessments.more_secure_auth === undefined)).toBe(true);
    expect(parsed.every((one) => one.rbfs_triggered_attacks === undefined)).toBe(true);
    expect(parsed.some(({ result }) => result === 'fraud')).toBe(true);
    await simulator.stop();
  });
});

describe('the command', () => {
  it('refuses the request after the fiftieth of a minute', async () => {
    const simulator = await start('--people', '5', '--history', '1d', '--attack-every', 'off');
    const statuses: number[] = [];
    for (let count = 0; count < 51; count += 1) {
      statuses.push((await ask(simulator.port, '/admin/v1/info/summary', '')).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 50 }, () => 200), 429]);
    await simulator.stop();
  });

  it('prints one line when ready, makes keys from the seed, and ends with 0 on SIGTERM', async () => {
    const child = run(['--port', '0', '--people', '5', '--history', '1d']);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) child.kill('SIGTERM');
    });
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect(output.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(output)).toMatchObject({
      ready: true,
      ikey: expect.stringMatching(/^DI[A-Z0-9]{18}$/) as string,
      skey: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      people: 5,
      controlPort: null,
    });
  });

  it('says what is wrong with a flag, and ends with 2', async () => {
    const child = run(['--people', 'many']);
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    await once(child, 'close');
    expect(child.exitCode).toBe(2);
    expect(complaint).toBe('Flag --people must be a whole number from 1 to 100000; it was "many".\n');
  });
});
