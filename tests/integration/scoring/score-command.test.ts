import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const REPOSITORY = join(import.meta.dirname, '../..', '..');
const AT = '2026-11-01T00:00:00Z';

const outputSchema = z.strictObject({
  score: z.number(),
  uncapped: z.number(),
  shown: z.number(),
  band: z.string(),
  contributions: z.array(z.strictObject({ kind: z.string(), occurredAt: z.string(), value: z.number() })),
  fallsBelow: z.strictObject({ band: z.string(), at: z.iso.datetime(), days: z.number() }).nullable(),
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'score-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function score(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', 'scripts/score.ts', ...args];
    const child = execFile(process.execPath, command, { cwd: REPOSITORY }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function answer(...args: string[]) {
  const { code, stdout, stderr } = await score(...args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return outputSchema.parse(JSON.parse(stdout));
}

const example = [
  { kind: 'user_marked_fraud', occurredAt: AT, confidence: 1 },
  { kind: 'novel_asn', occurredAt: AT, confidence: 1 },
  { kind: 'novel_asn', occurredAt: AT, confidence: 1 },
  { kind: 'novel_asn', occurredAt: AT, confidence: 1 },
];

describe('the score command', () => {
  it('prints the worked example as one JSON object', async () => {
    const printed = await answer('--events', await file('events.json', example), '--at', AT);
    expect(printed.uncapped).toBeCloseTo(8.056561, 6);
    expect(printed).toMatchObject({ score: printed.uncapped, shown: 8, band: 'Very High' });
    expect(printed.contributions[0]).toEqual({ kind: 'user_marked_fraud', occurredAt: AT, value: 7.5 });
    expect(printed.contributions.slice(1).map(({ value }) => value.toFixed(6))).toEqual([
      '0.360000',
      '0.127279',
      '0.069282',
    ]);
    expect(printed.fallsBelow?.band).toBe('Very High');
    expect(printed.fallsBelow?.days).toBeCloseTo(14 * Math.log2(printed.uncapped / 8), 9);
  });

  it('takes a partial policy and a criticality', async () => {
    const events = await file('one.json', [
      { kind: 'push_spray', occurredAt: '2026-10-31T00:00:00Z', confidence: 0.5 },
    ]);
    const policy = await file('policy.json', { halfLifeDays: 1, weights: { push_spray: 10 } });
    const printed = await answer(
      '--events',
      events,
      '--at',
      AT,
      '--policy',
      policy,
      '--criticality',
      'critical',
    );
    expect(printed.uncapped).toBeCloseTo(3.75, 12);
    expect(printed.band).toBe('Low');
  });

  it('scores nothing as 0, Very Low, with no fall', async () => {
    const printed = await answer('--events', await file('none.json', []), '--at', AT);
    expect(printed).toEqual({
      score: 0,
      uncapped: 0,
      shown: 0,
      band: 'Very Low',
      contributions: [],
      fallsBelow: null,
    });
  });

  it('counts an event that the file holds twice under one id once', async () => {
    const one = { id: 'a', kind: 'push_spray', occurredAt: AT, confidence: 1 };
    const printed = await answer('--events', await file('twice.json', [one, one]), '--at', AT);
    expect(printed.uncapped).toBe(5.5);
  });

  it.each([
    [
      'broken.json',
      '[\n  {"kind": "novel_asn",\n  }\n]',
      /broken\.json, line 3: this is not JSON .* Correct that line/,
    ],
    ['object.json', {}, /object\.json: the events must be a JSON array/],
    [
      'kind.json',
      [...example, { ...example[0], kind: 'novel' }],
      /event 4 \(counting from 0\): kind must be one of the kinds /,
    ],
    ['sure.json', [{ ...example[0], confidence: 0 }], /event 0 .*: confidence must be above 0 and at most 1/],
    [
      'zone.json',
      [{ ...example[0], occurredAt: '2026-11-01' }],
      /event 0 .*: occurredAt must be an instant with its zone/,
    ],
    [
      'day.json',
      [{ ...example[0], occurredAt: '2026-02-30T00:00:00Z' }],
      /event 0 .*: occurredAt must be an instant/,
    ],
    [
      'ids.json',
      [
        { ...example[0], id: 'a' },
        { ...example[1], id: 'a' },
      ],
      /event 1 .*: id belongs to an earlier event with other facts/,
    ],
  ])(
    'refuses %s with a sentence that names the place and the remedy, and exit 2',
    async (name, content, sentence) => {
      const { code, stdout, stderr } = await score('--events', await file(name, content), '--at', AT);
      expect(stderr).toMatch(sentence);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    },
  );

  it('refuses a policy out of bounds by its field', async () => {
    const events = await file('events.json', example);
    const policy = await file('zero.json', { halfLifeDays: 0, weights: { novel_asn: 11 } });
    const { code, stderr } = await score('--events', events, '--at', AT, '--policy', policy);
    expect(stderr).toMatch(/zero\.json: halfLifeDays must be a number of days greater than 0/);
    expect(stderr).toMatch(/zero\.json: weights\.novel_asn must be a number from 0 to 10/);
    expect(code).toBe(2);
  });

  it.each([
    [['--at', AT], /--events is missing/],
    [['--events', 'nowhere.json', '--at', AT], /nowhere\.json cannot be read .* Give --events the path/],
    [['--events', 'nowhere.json', '--at', 'today'], /--at today must be an instant with its zone/],
    [['--events', 'nowhere.json'], /--at is missing/],
    [
      ['--events', 'nowhere.json', '--at', AT, '--criticality', 'vip'],
      /--criticality vip must be one of standard/,
    ],
    [['--verbose'], /--verbose[\s\S]*Usage: npm run score/],
  ])('refuses the options %j', async (options, sentence) => {
    const { code, stderr } = await score(...options);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });
});
