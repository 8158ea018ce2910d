import { describe, expect, it } from 'vitest';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import {
  choiceFault,
  choiceOf,
  firstFaultyStream,
  permissionRows,
  refusedStreams,
  sentChoices,
  unusedPermissions,
  usualChoices,
} from './stream-choices';

const { streams } = CISCO_DUO;
const USUAL = usualChoices(streams);
const OFF = { on: false, seconds: '' };
const everything = (readable: boolean) => streams.map(({ id }) => ({ stream: id, readable }));

const streamOf = (id: string) => {
  const found = streams.find((stream) => stream.id === id);
  if (found === undefined) throw new Error(`Duo has no stream ${id}.`);
  return found;
};

describe('the choice of streams', () => {
  it('begins with every stream on, at its usual interval', () => {
    const sent = sentChoices(streams, USUAL);
    expect(sent).toHaveLength(streams.length);
    expect(sent[0]).toEqual({ stream: 'authentication', enabled: true, intervalSeconds: 60 });
    expect(sentChoices(streams, {})).toEqual(sent);
  });

  it('sends no interval for a stream that is off, and finds none wrong with it', () => {
    const choices = { ...USUAL, telephony: OFF };
    expect(sentChoices(streams, choices)).toContainEqual({ stream: 'telephony', enabled: false });
    expect(firstFaultyStream(CISCO_DUO, choices)).toBeNull();
  });

  it.each(['', ' ', '59', '60.5', '-60', '1e3', '86401', 'soon'])(
    'names the stream whose interval is “%s”',
    (seconds) => {
      expect(choiceFault(streamOf('activity'), { on: true, seconds })).toMatch(/^Activity: (use|give) .*\.$/);
      expect(firstFaultyStream(CISCO_DUO, { ...USUAL, activity: { on: true, seconds } })).toBe('activity');
    },
  );

  it('takes an interval with spaces around it', () => {
    expect(choiceFault(streamOf('activity'), { on: true, seconds: ' 300 ' })).toBeNull();
    expect(choiceOf({}, streamOf('administrator')).seconds).toBe('3600');
  });
});

describe('what a test found of permissions', () => {
  it('is unknown of a stream that it did not come to', () => {
    const rows = permissionRows(streams, [{ stream: 'authentication', readable: true }], USUAL);
    expect(rows.map(({ found }) => found).slice(0, 2)).toEqual(['granted', 'unknown']);
    expect(refusedStreams(rows)).toEqual([]);
  });

  it('names what is on and refused, and not what is off', () => {
    const found = [
      { stream: 'directory', readable: false },
      { stream: 'summary', readable: false },
    ];
    const rows = permissionRows(streams, found, { ...USUAL, summary: OFF });
    expect(refusedStreams(rows).map(({ label }) => label)).toEqual(['Directory']);
  });

  it('warns of a permission that is granted and that nothing which is on uses', () => {
    expect(unusedPermissions(permissionRows(streams, everything(true), USUAL))).toEqual([]);
    expect(
      unusedPermissions(permissionRows(streams, everything(true), { ...USUAL, directory: OFF })),
    ).toEqual([{ permission: 'Grant resource - Read', streams: ['Directory'] }]);
    // Another stream still needs this one.
    expect(
      unusedPermissions(permissionRows(streams, everything(true), { ...USUAL, telephony: OFF })),
    ).toEqual([]);
    expect(
      unusedPermissions(permissionRows(streams, everything(false), { ...USUAL, directory: OFF })),
    ).toEqual([]);
  });
});
