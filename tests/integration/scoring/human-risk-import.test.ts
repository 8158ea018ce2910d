import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '@/domain/identifiers';
import { Download } from '@/server/services/download';
import { execute } from '@/server/services/operation';
import { importHumanRisk, riskImportTemplate } from '@/server/services/people/import-human-risk';
import { scoreHumanRisk } from '@/server/services/scoring/score-human-risk';
import { directoryUser, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const INTEGRATION = randomUUID();
const OTHER = randomUUID();
const TODAY = new Date().toISOString().slice(0, 10);
const HEADER = 'person,category,value,date,note';

describe('an import of human risk', () => {
  let house: PeopleHouse;
  let accountId: AccountId;

  beforeAll(async () => {
    house = await openPeopleHouse();
  });
  afterAll(() => house.close());

  beforeEach(async () => {
    accountId = await house.newAccount([INTEGRATION, OTHER]);
    const objects = Array.from({ length: 50 }, (_, n) =>
      directoryUser({ id: `DU${n}`, username: `p${n}`, email: `p${n}@example.com`, aliases: [`alias${n}`] }),
    );
    await house.sweep(accountId, INTEGRATION, { objects, finished: ['users'], at: Date.now() });
    await house.sweep(accountId, OTHER, {
      objects: [directoryUser({ id: 'DU1', username: 'p1', email: 'another@example.com' })],
      finished: ['users'],
      at: Date.now(),
    });
  });

  const as = () => ({ actor: { kind: 'system', name: 'test', accountId } as const, runtime: house.runtime });
  const send = (input: Record<string, unknown>) => execute(importHumanRisk, { ...as(), input });
  const stored = () =>
    house.sql(
      `SELECT p.username, e.category, e.value, e.note FROM risk_evidence e
       JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
       WHERE e."accountId" = $1 ORDER BY 1, 2`,
      [accountId],
    );
  const csv = (...lines: string[]) => [HEADER, ...lines].join('\r\n');

  it('begins with the template, which reads without a fault but for its people', async () => {
    const template = await execute(riskImportTemplate, { ...as(), input: {} });
    expect(template).toBeInstanceOf(Download);
    let text = '';
    for await (const piece of template.pieces) text += Buffer.from(piece).toString('utf8');
    const { faults, lines } = await send({ csv: text, preview: true });
    expect([lines, faults.length]).toEqual([5, 5]);
    expect(faults.every(({ field }) => field === 'person')).toBe(true);
  });

  it('is shown before it is done, then done once, whatever the times it is sent', async () => {
    const file = csv(`p0@example.com,malware,8,${TODAY},It ran`, `alias2,training,"3,5",${TODAY},`);
    expect(await send({ csv: file, preview: true })).toMatchObject({ imported: false, added: 2, faulty: 0 });
    expect(await stored()).toEqual([]);
    expect(await send({ csv: file })).toMatchObject({
      imported: true,
      added: 2,
      changed: 0,
      same: 0,
      people: 2,
    });
    const once = await stored();
    expect(once).toEqual([
      { username: 'p0', category: 'malware', value: 8, note: 'It ran' },
      { username: 'p2', category: 'training', value: 3.5, note: null },
    ]);
    expect(await send({ csv: file })).toMatchObject({ imported: true, added: 0, changed: 0, same: 2 });
    expect(await stored()).toEqual(once);
    const corrected = csv(`P0,Malware,6,${TODAY},It ran`, `P0,Malware,6,${TODAY},It ran`);
    expect(await send({ csv: corrected })).toMatchObject({ added: 0, changed: 1, same: 1 });
    const entries = await house.sql(
      `SELECT action, entity, after->'added' AS added FROM audit_entry WHERE "accountId" = $1 AND entity = 'human_risk'
       ORDER BY seq`,
      [accountId],
    );
    expect(entries.map(({ added }) => added)).toEqual([2, 0, 0]);
  });

  it('moves the score of whom it names, and of nobody else', async () => {
    const reckon = async () => {
      let all = 0;
      for (;;) {
        const { people, more } = await execute(scoreHumanRisk, { ...as(), input: {} });
        if (!more) return all;
        all += people;
      }
    };
    await reckon();
    await send({ csv: csv(`p3@example.com,actual_phishing,10,${TODAY},`) });
    expect(await reckon()).toBe(1);
    const [row] = await house.sql(
      `SELECT h.score FROM human_risk_day h JOIN person p ON p."accountId" = h."accountId" AND p.id = h."personId"
       WHERE h."accountId" = $1 AND h.newest AND p.username = 'p3'`,
      [accountId],
    );
    // Enrolled with nothing to approve with is 8: (3 · 8 + 2 · 10) / 5
    expect(row?.score).toBeCloseTo(8.8, 12);
  });

  it('of ten thousand lines with three bad ones names each, and lets the good ones in', async () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => {
      const day = new Date(Date.now() - Math.floor(n / 250) * 86_400_000).toISOString().slice(0, 10);
      return `p${n % 50}@example.com,${['malware', 'training', 'sensitive_data', 'simulated_phishing', 'actual_phishing'][Math.floor(n / 50) % 5] ?? ''},${n % 11},${day},`;
    });
    lines[40] = `nobody@example.com,malware,4,${TODAY},`;
    lines[5_000] = `p1@example.com,malware,40,${TODAY},`;
    lines[9_999] = `p2@example.com,malware,4,yesterday,`;
    const file = csv(...lines);
    const held = await send({ csv: file });
    expect(held).toMatchObject({ imported: false, lines: 10_000, faulty: 3, moreFaults: 0 });
    expect(held.faults.map(({ line, field }) => [line, field])).toEqual([
      [42, 'person'],
      [5_002, 'value'],
      [10_001, 'date'],
    ]);
    expect(await stored()).toEqual([]);
    expect(await send({ csv: file, skipFaulty: true })).toMatchObject({ imported: true, added: 9_997 });
    expect(await stored()).toHaveLength(9_997);
    expect(await send({ csv: file, skipFaulty: true })).toMatchObject({ added: 0, changed: 0, same: 9_997 });
  }, 60_000);

  it('of a name that two people have asks which one is meant', async () => {
    const { faults } = await send({ csv: csv(`p1,malware,4,${TODAY},`) });
    expect(faults).toMatchObject([{ line: 2, field: 'person' }]);
    expect(faults[0]?.message).toContain('2 people are known as “p1”. Give the e-mail address');
  });

  it.each([
    ['', 1, 'header', 'the file is empty'],
    ['name;points', 1, 'header', 'it lacks person, category, value, date'],
    [`${HEADER}\np0,malware,4,${TODAY},a, b`, 2, 'line', 'more cells than the header'],
    [`${HEADER}\np0,malware,4,${TODAY},a"b`, 2, 'line', 'double quotes do not match'],
    [
      `${HEADER}\np0,training,4,${TODAY},\n\np0,malware,4,${TODAY},"a\nb"\np0,virus,4,${TODAY},`,
      6,
      'category',
      'is no category',
    ],
  ])('reads %j by lines as an editor counts them', async (text, line, field, said) => {
    const { faults, imported } = await send({ csv: text });
    expect(imported).toBe(false);
    expect(faults[0]).toMatchObject({ line, field });
    expect(faults[0]?.message).toContain(said);
  });

  it('takes a file with semicolons and a byte order mark, as spreadsheets write it, and a list', async () => {
    const text = `\uFEFFDate;Person;Value;Category\r\n${TODAY};p4;7,5;malware\r\n`;
    expect(await send({ csv: text })).toMatchObject({ imported: true, added: 1 });
    const rows = [{ person: 'p4', category: 'malware', value: 7.5, date: TODAY }];
    expect(await send({ rows })).toMatchObject({ imported: true, same: 1, added: 0 });
    expect(await send({ rows: [{ person: 'p4', category: 'malware', value: 12 }] })).toMatchObject({
      imported: false,
      faults: [
        { line: 1, field: 'value' },
        { line: 1, field: 'date' },
      ],
    });
    await expect(send({})).rejects.toMatchObject({ code: 'invalid_input', fields: [{ field: 'csv' }] });
  });
});
