import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { duoRecord } from '@/tests/setup/duo-record';

const REPOSITORY = join(import.meta.dirname, '../..', '..');
/** Years ago: a file may be of any time. */
const T0 = Date.parse('2021-05-20T08:00:00Z');
const DAY = 86_400_000;
const MINUTE = 60_000;

const eventSchema = z.strictObject({
  person: z.string(),
  personKey: z.string(),
  kind: z.enum(EVENT_KINDS),
  occurredAt: z.iso.datetime(),
  confidence: z.number(),
  outcome: z.enum(['got_in', 'refused', 'unknown']),
  anchor: z.string(),
  sentence: z.string(),
  sources: z.array(
    z.strictObject({
      line: z.number().int(),
      signalKey: z.string(),
      place: z.string(),
      verdict: z.string(),
      detectorName: z.string().nullable(),
      occurredAt: z.iso.datetime(),
    }),
  ),
});
const confusionSchema = z.strictObject({
  confusion: z.record(
    z.string(),
    z.strictObject({
      truePositives: z.number(),
      falsePositives: z.number(),
      falseNegatives: z.number(),
      precision: z.number().nullable(),
      recall: z.number().nullable(),
    }),
  ),
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'detect-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without an address-to-ASN file of this machine's. */
const { ASN_FILE: _asnFile, ...ENVIRONMENT } = process.env;

function detect(...args: string[]): Promise<Ended> {
  return detectWith(ENVIRONMENT, ...args);
}

function detectWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', 'scripts/detect.ts', ...args];
    const child = execFile(process.execPath, command, { cwd: REPOSITORY, env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const lines = (records: readonly unknown[]): string => records.map((one) => JSON.stringify(one)).join('\n');

/** Ada's everyday life, on a laptop at home, for thirty days until the day before `T0`. */
function everyday(): unknown[] {
  return Array.from({ length: 30 }, (_, day) => ({
    ...duoRecord({ at: T0 - (day + 1) * DAY, txid: `day-${day}` }),
    access_device: {
      ip: '203.0.113.10',
      epkey: 'EPLAPTOP',
      location: { city: 'Munich', country: 'Germany', state: 'Bavaria' },
    },
  }));
}

/** Four refused pushes and one that is approved, from a device and a place that Ada never used. */
function attack(): unknown[] {
  return [0, 1, 2, 3, 4].map((index) => ({
    ...duoRecord({
      at: T0 + index * MINUTE,
      result: index === 4 ? 'success' : 'denied',
      txid: `attack-${index}`,
    }),
    access_device: {
      ip: '197.210.64.12',
      epkey: 'EPSTRANGER',
      location: { city: 'Lagos', country: 'Nigeria', state: 'Lagos' },
    },
  }));
}

async function records(): Promise<string> {
  return file('records.ndjson', `${lines([...attack(), ...everyday()])}\n`);
}

describe('the detect command', () => {
  it('prints what raw records raise, one event a line, in order of time', async () => {
    const { code, stdout, stderr } = await detect('--records', await records(), '--stream', 'authentication');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => eventSchema.parse(JSON.parse(line)));
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'push_harassment',
        'denied_then_approved',
        'unfamiliar_sign_in',
        'new_country',
      ]),
    );
    const times = events.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([...times].sort());
    const given = events.find(({ kind }) => kind === 'denied_then_approved');
    expect(given).toMatchObject({
      person: 'ada',
      personKey: 'DUADA',
      confidence: 0.9,
      outcome: 'got_in',
      anchor: 'tx:file:attack-4',
    });
    expect(given?.sources.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
  });

  it('raises nothing from everyday life', async () => {
    const quiet = await file('quiet.ndjson', lines(everyday()));
    expect(await detect('--records', quiet, '--stream', 'authentication')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('places cities: two sign-ins farther apart than anybody travels', async () => {
    const home = everyday()[0];
    const there = attack()[0];
    const times = {
      isotimestamp: '2021-05-20T07:30:00.000000+00:00',
      timestamp: 1_621_495_800,
      txid: 'home',
    };
    const both = [...everyday(), { ...z.looseObject({}).parse(home), ...times }, there];
    const { stdout } = await detect(
      ...['--records', await file('travel.ndjson', lines(both)), '--stream', 'authentication'],
    );
    expect(stdout).toMatch(/"kind":"unrealistic_geovelocity".*4,6\d\d km from Munich, Germany, 30 min after/);
  });

  it('merges what Duo says with what is derived', async () => {
    const seen = attack().map((record, index) => ({
      ...z.looseObject({}).parse(record),
      ...(index === 0 ? { rbfs_triggered_attacks: [{ detector: 'PUSH_HARASSMENT' }] } : {}),
    }));
    const both = await file('both.ndjson', lines([...everyday(), ...seen]));
    const { stdout } = await detect('--records', both, '--stream', 'authentication');
    const harassment = stdout
      .trim()
      .split('\n')
      .map((line) => eventSchema.parse(JSON.parse(line)))
      .filter(({ kind }) => kind === 'push_harassment');
    expect(harassment).toHaveLength(1);
    expect(new Set(harassment[0]?.sources.map(({ place }) => place))).toEqual(new Set(['derived', 'rbfs']));
  });

  it('compares with labels, by key, name or address, as an array or by lines', async () => {
    const labels = [
      { person: 'ADA', kind: 'push_harassment' },
      { person: 'ada@example.com', kind: 'denied_then_approved', from: '2021-05-20T08:00:00Z', to: null },
      { person: 'DUADA', kind: 'unfamiliar_sign_in', to: '2021-05-19T00:00:00Z' },
      { person: 'ben', kind: 'push_spray' },
    ];
    const expected = {
      push_harassment: { truePositives: 1, falsePositives: 0, falseNegatives: 0, precision: 1, recall: 1 },
      denied_then_approved: {
        truePositives: 1,
        falsePositives: 0,
        falseNegatives: 0,
        precision: 1,
        recall: 1,
      },
      unfamiliar_sign_in: { truePositives: 0, falsePositives: 1, falseNegatives: 1, precision: 0, recall: 0 },
      push_spray: { truePositives: 0, falsePositives: 0, falseNegatives: 1, precision: null, recall: 0 },
      new_country: { truePositives: 0, falsePositives: 1, falseNegatives: 0, precision: 0, recall: null },
    };
    for (const [name, text] of [
      ['labels.json', JSON.stringify(labels)],
      ['labels.ndjson', lines(labels)],
    ] as const) {
      const expectFile = await file(name, text);
      const { code, stdout } = await detect(
        ...['--records', await records(), '--stream', 'authentication', '--expect', expectFile],
      );
      expect(code).toBe(0);
      const { confusion } = confusionSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
      expect(confusion).toMatchObject(expected);
    }
  });

  it('names bad lines by their number, skips them, and ends with 1', async () => {
    const [first, ...rest] = attack();
    const broken = await file(
      'broken.ndjson',
      [
        lines(everyday()),
        '',
        JSON.stringify(first),
        '{"user": {"name": "ada"',
        '[1, 2]',
        JSON.stringify({ ...duoRecord({ at: T0 }), user: null }),
        JSON.stringify({ ...duoRecord({ at: T0 }), isotimestamp: 'never', timestamp: null }),
        lines(rest),
      ].join('\r\n'),
    );
    const { code, stdout, stderr } = await detect('--records', broken, '--stream', 'authentication');
    expect(code).toBe(1);
    const said = stderr.trim().split('\n');
    expect(said).toHaveLength(4);
    expect(said[0]).toMatch(/broken\.ndjson, line 33: The record is not valid JSON\. It was skipped\./);
    expect(said[1]).toMatch(/line 34: /);
    expect(said[2]).toMatch(/line 35: The record names no user/);
    expect(said[3]).toMatch(/line 36: The record has no readable time/);
    expect(stdout).toContain('"kind":"denied_then_approved"');
  });

  it('reads other streams', async () => {
    const bypass = {
      action: { name: 'user_update' },
      activity_id: 'a1',
      actor: { key: 'DEA', name: 'Carol', type: 'admin' },
      target: { key: 'DUADA', name: 'ada', type: 'user', details: '{"status":"Bypass"}' },
      outcome: { result: 'SUCCESS' },
      ts: '2021-05-20T08:00:00.000000+00:00',
    };
    const activity = await file('activity.ndjson', JSON.stringify(bypass));
    const { code, stdout } = await detect('--records', activity, '--stream', 'activity');
    expect(code).toBe(0);
    expect(eventSchema.parse(JSON.parse(stdout))).toMatchObject({ person: 'ada', kind: 'bypass_enabled' });
  });

  it.each([
    [['--stream', 'authentication'], /--records is missing/],
    [['--records', 'x.ndjson'], /--stream is missing; give one of authentication/],
    [['--records', 'x.ndjson', '--stream', 'directory'], /--stream directory must be one of authentication/],
    [['--records', 'x.ndjson', '--stream', 'authentication'], /x\.ndjson cannot be read .* Give --records/],
    [
      ['--records', 'x', '--stream', 'activity', '--expect', 'y.json'],
      /y\.json cannot be read .* Give --expect/,
    ],
    [['--verbose'], /--verbose[\s\S]*Usage: npm run detect/],
  ])('refuses the options %j with a sentence', async (options, sentence) => {
    const { code, stdout, stderr } = await detect(...options);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('refuses an address-to-ASN file that cannot be read', async () => {
    const { code, stdout, stderr } = await detectWith(
      { ...ENVIRONMENT, ASN_FILE: join(folder, 'nowhere.mmdb') },
      ...['--records', await records(), '--stream', 'authentication'],
    );
    expect(stderr).toMatch(/^ASN_FILE: the file .*nowhere\.mmdb cannot be read/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.each([
    ['kind.json', '[{"person":"ada","kind":"hacking"}]', /expectation 0 .*: kind must be one of the kinds /],
    ['nobody.ndjson', '{"person":"","kind":"novel_asn"}', /line 1: person must be the key, the name/],
    [
      'zone.ndjson',
      '\n{"person":"a","kind":"novel_asn","from":"2021-05-20"}',
      /line 2: from must be an instant/,
    ],
    [
      'turned.json',
      '[{"person":"a","kind":"novel_asn","from":"2021-05-20T00:00:00Z","to":"2021-05-19T00:00:00Z"}]',
      /expectation 0 .*: from must not be after to/,
    ],
    ['cut.json', '[{"person":"a"', /cut\.json: this is not JSON .* Correct the array/],
    ['cut.ndjson', '{"person":"a"', /line 1: this is not JSON .* Correct that line/],
  ])('refuses the labels of %s', async (name, content, sentence) => {
    const { code, stderr } = await detect(
      ...['--records', await records(), '--stream', 'authentication', '--expect', await file(name, content)],
    );
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });
});
