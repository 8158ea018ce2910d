import { describe, expect, it } from 'vitest';
import { createLogger, type Logger } from './logger';

/** What a logger wrote while this was done with it, an element for each entry. */
function written(format: 'text' | 'json', work: (log: Logger) => void): string[] {
  const lines: string[] = [];
  work(createLogger({ format, level: 'debug', process: 'web' }, { write: (line) => void lines.push(line) }));
  return lines;
}

const FORGED = 'ada\r\n[INFO] signed in user=root\u2028\u001b[2J\u009b1A{"level":30}';

describe('an entry of the log', () => {
  it('is one line of JSON with its instant and process, whatever it holds', () => {
    const before = Date.now();
    const [line = '', ...more] = written('json', (log) =>
      log.warn({ user: FORGED, err: new Error(FORGED), requestId: 'r-1' }, FORGED),
    );
    expect(more).toEqual([]);
    expect(line.trimEnd()).not.toMatch(/[\r\n\u001b]/);
    const entry: unknown = JSON.parse(line);
    expect(entry).toMatchObject({ process: 'web', level: 40, user: FORGED, msg: FORGED, requestId: 'r-1' });
    const { time } = entry as { time: number };
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  it('begins no second entry and orders no terminal about in text either, by a value, a message or an error', () => {
    const entries = written('text', (log) => {
      log.info({ user: FORGED }, FORGED);
      log.error({ err: new Error(FORGED) }, 'failed');
    });
    expect(entries).toHaveLength(2);
    const lines = entries.join('').split(/[\n\r\u2028]/);
    expect(lines.filter((line) => /^\s*\[(?:INFO|ERROR)\] /.test(line))).toHaveLength(2);
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(lines[2]).toMatch(/^ {4}\| Error: ada/);
  });

  it.each(['json', 'text'] as const)(
    'has no value of a secret field, at the top or one level down: %s',
    (format) => {
      const secret = 'canary-0042';
      const names = [
        'ikey',
        'skey',
        'password',
        'passwordHash',
        'secret',
        'token',
        'cookie',
        'authorization',
        'credentials',
      ];
      const [line = ''] = written(format, (log) => {
        const fields = Object.fromEntries(names.map((name) => [name, secret]));
        log.info({ ...fields, input: fields }, 'asked');
      });
      expect(line).not.toContain(secret);
      expect(line.match(/\[redacted\]/g)).toHaveLength(names.length * 2);
    },
  );
});
