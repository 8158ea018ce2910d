import { expect, it } from 'vitest';
import { z } from 'zod';
import { makeOrganisation } from '../organisation/make-organisation';
import { planDay } from './plan-day';
import { isoMicros, writeRecord } from './write-record';

const organisation = makeOrganisation(5, 300, 'premier');
const record = z.record(z.string(), z.unknown());

it('writes every record as JSON in plain ASCII with the fields that Duo has', () => {
  const names = new Set<string>();
  for (const signIn of planDay(organisation, 20_423)) {
    const json = writeRecord(signIn, 'premier');
    expect(json).toMatch(/^[\x20-\x7e]+$/);
    for (const name of Object.keys(record.parse(JSON.parse(json)))) names.add(name);
  }
  expect([...names].sort()).toEqual([
    'access_device',
    'adaptive_trust_assessments',
    'alias',
    'application',
    'auth_device',
    'email',
    'event_type',
    'factor',
    'isotimestamp',
    'ood_software',
    'rbfs_triggered_attacks',
    'reason',
    'result',
    'timestamp',
    'trusted_endpoint_status',
    'txid',
    'user',
  ]);
});

it('writes times to the microsecond', () => {
  expect(isoMicros(1_597_671_838_335_969)).toBe('2020-08-17T13:43:58.335969+00:00');
  expect(isoMicros(1_597_671_838_000_009)).toBe('2020-08-17T13:43:58.000009+00:00');
  expect(isoMicros(0)).toBe('1970-01-01T00:00:00.000000+00:00');
});
