import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import type { IntegrationId } from '@/domain/identifiers';
import { settleNow } from '@/server/services/detection/settle-detection';
import { STAGED_BY } from '@/simulator/campaigns/by-event-kind';
import { QUIET_KINDS } from '@/simulator/campaigns/quiet-campaigns';
import { ATTACKER_PLACES } from '@/simulator/organisation/places';
import { asnDatabase } from '@/tests/setup/asn-database';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const DAY = 86_400_000;
const STREAMS = ['authentication', 'activity', 'administrator', 'offline_enrollment', 'trust_monitor'];
/**
 * Attacks that take longer than a test begin in the past, and so does what would be no sign of anything while so many
 * pushes fail at once as do here.
 */
const BEGAN: Readonly<Record<string, number>> = {
  QUIET_SLOW_BOMBING: 3 * DAY,
  QUIET_ODD_HOUR: 2 * DAY,
  QUIET_RETRY_LOOP: 2 * DAY,
};

const stagedSchema = z.object({ username: z.string(), txids: z.array(z.string()) });
type Staged = z.infer<typeof stagedSchema> & { readonly from: number };

const standingSchema = z.array(
  z.object({
    username: z.string(),
    kind: z.string(),
    anchor: z.string(),
    occurredAt: z.date(),
    places: z.string(),
  }),
);

const cases = EVENT_KINDS.flatMap((kind) =>
  [...(STAGED_BY[kind].said ?? []), ...(STAGED_BY[kind].quiet ?? [])].map((campaign) => ({ kind, campaign })),
);
const isQuiet = (campaign: string): boolean => QUIET_KINDS.some((quiet) => quiet === campaign);

/** A file in which each /16 that attackers come from is a provider of its own. */
function providers(folder: string): string {
  const path = join(folder, 'asn.mmdb');
  const first = [...new Set(ATTACKER_PLACES.flatMap(({ networks }) => networks))];
  const networks = first.flatMap((a) =>
    Array.from({ length: 256 }, (_, b) => ({
      network: `${a}.${b}.0.0/16`,
      record: { autonomous_system_number: 100_000 + a * 256 + b, autonomous_system_organization: 'HOSTING' },
    })),
  );
  writeFileSync(path, asnDatabase(networks));
  return path;
}

describe('every kind of the catalogue', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parapet-kinds-'));
  const staged = new Map<string, Staged>();
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  let standing: z.infer<typeof standingSchema> = [];
  let ofTheAccount = 0;

  /** Against the next person whom nobody else attacks, and whom the attack suits. */
  async function stage(campaign: string, people: string[]): Promise<Staged> {
    const began = BEGAN[campaign];
    const at = began === undefined ? undefined : Date.now() - began;
    for (let tries = 0; tries < people.length; tries += 1) {
      const username = people.shift() ?? '';
      const answer = await simulator.control('POST /attack', { kind: campaign, username, at });
      const done = stagedSchema.safeParse(answer);
      if (done.success) return { ...done.data, from: at ?? Date.now() };
      people.push(username);
    }
    throw new Error(`${campaign} suits nobody.`);
  }

  async function collect(): Promise<void> {
    for (const stream of STREAMS) await house.poll(integrationId, stream);
    await settleNow(house.runtime, house.accountId);
    standing = standingSchema.parse(
      await house.sql(
        `SELECT p.username, e.kind, e.anchor, e."occurredAt",
           (SELECT string_agg(DISTINCT s.value->>'place', ' ') FROM jsonb_array_elements(e.sources) s) AS places
         FROM identity_event e JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
         WHERE e."retractedAt" IS NULL`,
      ),
    );
    const from = new Date(staged.get('ADMIN_HIGH_RISK')?.from ?? 0);
    const rows = await house.sql(
      'SELECT 1 FROM account_event WHERE "occurredAt" >= $1 AND "retractedAt" IS NULL',
      [from],
    );
    ofTheAccount = rows.length;
  }

  const fired = (kind: string, campaign: string): boolean => {
    if (kind === 'high_risk_system_event') return ofTheAccount > 0;
    const attack = staged.get(campaign);
    const own = standing.filter(
      ({ username, kind: found }) => username === attack?.username && found === kind,
    );
    // What is derived rests on the records that were staged and on nothing that the vendor says.
    return isQuiet(campaign)
      ? own.some(
          ({ anchor, places }) =>
            places === 'derived' &&
            (kind === 'risky_device_registration' || attack?.txids.includes(anchor.split(':')[2] ?? '')),
        )
      : own.some(({ occurredAt }) => occurredAt.getTime() >= (attack?.from ?? 0) - 60_000);
  };
  const missing = () => cases.filter(({ kind, campaign }) => !fired(kind, campaign));

  beforeAll(async () => {
    simulator = await start(
      ...[
        '--people',
        '90',
        '--history',
        '35d',
        '--lag',
        '0s',
        '--attack-every',
        'off',
        '--rate-limit',
        'off',
      ],
      ...['--seed', '11'],
    );
    const { people, targets } = z
      .object({ people: z.array(z.object({ username: z.string() })), targets: z.array(z.string()) })
      .parse(await simulator.control('GET /people'));
    const calm = people.map(({ username }) => username).filter((username) => !targets.includes(username));
    for (const campaign of new Set(cases.map((one) => one.campaign)))
      staged.set(campaign, await stage(campaign, calm));
    house = await openCollectingHouse(simulator, { asnFile: providers(folder) });
    integrationId = await house.connect('Cisco Duo', Date.now() - 34 * DAY, STREAMS);
    // The last step of an attack lies a few seconds ahead, and a poll keeps off the newest records.
    for (let round = 0; round < 12; round += 1) {
      await collect();
      if (missing().length === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }, 240_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await house.close();
    await simulator.stop();
  });

  it('has an attack that is staged in the simulator, or a reason why there is none', () => {
    const without = EVENT_KINDS.filter((kind) => STAGED_BY[kind].notStaged !== undefined);
    expect(without).toEqual(['leaked_password']);
    const kinds = new Set(cases.map(({ kind }) => kind));
    expect(EVENT_KINDS.filter((kind) => !kinds.has(kind))).toEqual(without);
    const campaigns = new Set<string>(cases.map(({ campaign }) => campaign));
    expect(QUIET_KINDS.filter((kind) => !campaigns.has(kind))).toEqual([]);
  });

  it.each(cases)('$kind fires for whom $campaign is staged against', ({ kind, campaign }) => {
    const found = standing.filter(({ username }) => username === staged.get(campaign)?.username);
    expect(fired(kind, campaign), JSON.stringify({ staged: staged.get(campaign), found })).toBe(true);
  });

  it('says whom an attack does not suit, and which instants can be staged', async () => {
    const people = z
      .object({ people: z.array(z.object({ username: z.string() })) })
      .parse(await simulator.control('GET /people')).people;
    const answers = [];
    for (const { username } of people.slice(0, 30))
      answers.push(await simulator.control('POST /attack', { kind: 'QUIET_FAR_CITY', username }));
    expect(answers).toContainEqual({
      error: expect.stringMatching(
        /^QUIET_FAR_CITY cannot be staged against .+: their country is too small/,
      ) as string,
    });
    expect(await simulator.control('POST /attack', { kind: 'QUIET_TAKEOVER', at: 0 })).toEqual({
      error: 'Body field "at": give milliseconds within the history or the next seven days.',
    });
  });
});
