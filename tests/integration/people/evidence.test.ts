import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceBundle, evidenceBundleSchema } from '@/domain/evidence/evidence-bundle';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import { exportEvidence } from '@/server/services/people/export-evidence';
import { getProfile } from '@/server/services/people/get-profile';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { harassed, member, newDesk, novel, waitsForLock } from '@/tests/setup/triage-desk';

const REPOSITORY = join(import.meta.dirname, '../..', '..');
const HOUR = 3_600_000;
const NOW = Date.now();

let house: PeopleHouse;
let folder = '';

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOW - 100 * HOUR, NOW]);
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await house.close();
});

/** What is downloaded, as text. */
async function exported(
  desk: Awaited<ReturnType<typeof newDesk>>,
  input: Record<string, unknown>,
  actor = desk.ada,
): Promise<{ name: string; text: string }> {
  const file = await execute(exportEvidence, { actor, runtime: desk.runtime, input });
  const pieces: Uint8Array[] = [];
  for await (const piece of file.pieces) pieces.push(piece);
  return { name: file.fileName, text: Buffer.concat(pieces).toString('utf8') };
}

function bundleOf(text: string): EvidenceBundle {
  return evidenceBundleSchema.parse(JSON.parse(text));
}

/** Runs `npm run score -- --bundle` over a text. */
async function verify(name: string, text: string): Promise<{ code: number; said: unknown; stderr: string }> {
  const path = join(folder, name);
  await writeFile(path, text);
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', 'scripts/score.ts', '--bundle', path];
    const child = execFile(process.execPath, command, { cwd: REPOSITORY }, (_error, stdout, stderr) =>
      resolve({
        code: child.exitCode ?? -1,
        said: stdout === '' ? null : JSON.parse(stdout),
        stderr,
      }),
    );
  });
}

describe('the evidence of a score', () => {
  it('is the records, the decisions, the policy and the arithmetic that make it, and is verified without Parapet', async () => {
    const desk = await newDesk(house);
    await desk.commit([
      harassed(NOW - 30 * HOUR),
      harassed(NOW - 20 * HOUR),
      novel(NOW - 10 * HOUR),
      novel(NOW - 9 * HOUR),
    ]);
    const [first, second] = await desk.events("e.kind = 'novel_asn'");
    const id = String(first?.personId);
    await desk.decide({ scope: 'event', event: second?.id, reason: 'the new office' });
    const { text, name } = await exported(desk, { id });
    expect(name).toMatch(/^evidence-ada-.*\.json$/);
    const bundle = bundleOf(text);
    const at = bundle.about.at;
    const profile = await execute(getProfile, { actor: desk.ada, runtime: desk.runtime, input: { id, at } });

    expect(bundle.about).toMatchObject({ account: 'Example', madeBy: 'Ada', reading: 'now' });
    const [stored] = await house.sql('SELECT heat FROM person_heat WHERE "personId" = $1', [id]);
    expect(bundle.arithmetic.heat).toBe(stored?.heat);
    // The profile comes to it from the heat, by way of a logarithm.
    expect(bundle.arithmetic.uncapped).toBeCloseTo(profile.person.attackFactor.uncapped, 9);
    expect(bundle.arithmetic.shown.toFixed(1)).toBe(profile.person.attackFactor.shown);
    expect(bundle.arithmetic.contributions.map(({ event, value }) => [event, value])).toEqual(
      profile.waterfall.bars.map(({ eventId, value }) => [eventId, value]),
    );
    expect(bundle.arithmetic.contributions.map(({ without }) => without?.shown.toFixed(1))).toEqual(
      profile.waterfall.bars.map(({ without }) => without),
    );
    const dismissed = bundle.events.find((event) => event.id === second?.id);
    expect(dismissed).toMatchObject({
      counted: false,
      decision: { verdict: 'benign', by: 'Ada', reason: 'the new office' },
    });
    const signals = await house.sql(
      `SELECT encode("signalKey", 'hex') AS key FROM signal WHERE "accountId" = $1`,
      [desk.accountId],
    );
    expect(bundle.records.map(({ key }) => key).sort()).toEqual(signals.map(({ key }) => key).sort());
    for (const { record } of bundle.records) expect(JSON.parse(record ?? '')).toHaveProperty('txid');

    const [entry] = await house.sql(
      `SELECT "actorName", action, entity, after FROM audit_entry
       WHERE "accountId" = $1 AND action = 'export-evidence'`,
      [desk.accountId],
    );
    expect(entry).toMatchObject({
      actorName: 'Ada',
      action: 'export-evidence',
      entity: 'person',
      after: { checksum: bundle.seal.whole, format: 'json', records: 4 },
    });

    expect(await verify('good.json', text)).toMatchObject({
      code: 0,
      stderr: '',
      said: { holds: true, differences: [], score: bundle.arithmetic.score, checksum: bundle.seal.whole },
    });
    const page = await exported(desk, { id, format: 'html' });
    expect(page.name).toMatch(/\.html$/);
    expect(await verify('good.html', page.text)).toMatchObject({ code: 0, said: { holds: true, events: 4 } });
    const shown = page.text.replace(/attack factor [\d.]+/, 'attack factor 0.0');
    expect(shown).not.toBe(page.text);
    expect(await verify('shown.html', shown)).toMatchObject({
      code: 1,
      said: { holds: false, differences: [expect.stringMatching(/^the page shows something else/)] },
    });
    const raw = await verify('raw.json', text.replace('\\"Lagos\\"', '\\"Paris\\"'));
    expect(raw.code).toBe(1);
    expect(raw.stderr).toMatch(/raw\.json: records\/[0-9a-f]+: was changed after the bundle was sealed/);
    const lower = text.replace(`"shown": ${bundle.arithmetic.shown}`, '"shown": 0');
    expect(lower).not.toBe(text);
    const number = await verify('number.json', lower);
    expect(number.stderr).toMatch(/number\.json: arithmetic\.shown: is 0; the events and the policy make/);
    expect(number.code).toBe(1);
    const doubled = text.replace('"name": ', '"name": "Eve", "name": ');
    expect(bundleOf(doubled)).toEqual(bundle);
    const twice = await verify('twice.json', doubled);
    expect(twice.stderr).toMatch(/twice\.json: name: stands twice in one object/);
    expect(twice.code).toBe(1);
    expect(await verify('none.json', '{}')).toMatchObject({ code: 2, said: null });
  });

  it('is given to those who may take it out, of their own account alone', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOW - 5 * HOUR)]);
    const [event] = await desk.events();
    const id = String(event?.personId);
    for (const role of ['super_administrator', 'analyst', 'auditor'] as const)
      expect((await exported(desk, { id }, member(desk.accountId, 'Max', role))).text).toContain('"seal"');
    await expect(exported(desk, { id }, member(desk.accountId, 'Eve', 'help_desk'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const stranger = await newDesk(house);
    await expect(exported(stranger, { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(exported(desk, { id, format: 'pdf' })).rejects.toMatchObject({
      message: 'format: Use json or html.',
    });
  });

  it('is of a past moment as it was known then, or with hindsight, and says which', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOW - 30 * HOUR)], NOW - 30 * HOUR);
    await desk.commit([novel(NOW - 28 * HOUR)], NOW - HOUR);
    const [first] = await desk.events("e.kind = 'push_harassment'");
    const id = String(first?.personId);
    const at = new Date(NOW - 20 * HOUR).toISOString();
    const kinds = async (input: Record<string, unknown>) => {
      const bundle = bundleOf((await exported(desk, { id, ...input })).text);
      expect(await verify('past.json', JSON.stringify(bundle))).toMatchObject({ code: 0 });
      return [
        bundle.about.reading,
        ...bundle.events.filter(({ counted }) => counted).map(({ kind }) => kind),
      ];
    };
    // It came late: nobody knew of it then.
    expect(await kinds({ at })).toEqual(['then', 'push_harassment']);
    expect(await kinds({ at, reading: 'hindsight' })).toEqual(['hindsight', 'novel_asn', 'push_harassment']);
    await desk.decide({ scope: 'event', event: first?.id, reason: 'a drill' });
    expect(await kinds({ at })).toEqual(['then', 'push_harassment']);
    expect(await kinds({ at, reading: 'hindsight' })).toEqual(['hindsight', 'novel_asn']);
  });

  it('lacks no event that was there before, whatever is recorded while it is gathered', async () => {
    const desk = await newDesk(house);
    await desk.commit(
      [harassed(NOW - 30 * HOUR), novel(NOW - 20 * HOUR), novel(NOW - 10 * HOUR)],
      NOW - HOUR,
    );
    const [first, , last] = await desk.events();
    const id = String(first?.personId);
    const standsFrom = (at: Date | null) =>
      house.sql('UPDATE identity_event SET "retractedAt" = $2 WHERE id = $1', [last?.id, at]);
    await standsFrom(new Date(NOW - HOUR));
    const at = new Date(NOW - 0.5 * HOUR).toISOString();
    const { file } = await desk.runtime.database.inAccount(desk.accountId, async (tx) => {
      // The groups of then are read after the events are counted and before they are listed.
      await tx.$executeRaw`LOCK TABLE "directory_change" IN ACCESS EXCLUSIVE MODE`;
      const asked = exported(desk, { id, at });
      await waitsForLock(house);
      await standsFrom(null);
      return { file: asked };
    });
    const bundle = bundleOf((await file).text);
    expect(bundle.events.map(({ id: one }) => one)).toContain(first?.id);
    expect(bundle.events).toHaveLength(3);
    expect(await verify('meanwhile.json', JSON.stringify(bundle))).toMatchObject({ code: 0 });
  });
});
