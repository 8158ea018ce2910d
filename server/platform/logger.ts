import pino from 'pino';

export type Logger = pino.Logger;

/** Fields whose values never reach a log, at the top or one level down. */
const SECRET_FIELDS = [
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

const LEVEL_NAMES: Readonly<Record<number, string>> = {
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/**
 * The process's logger. `json` writes one object a line; `text` writes `[INFO] message field=value` for people.
 * `destination` is for tests.
 */
export function createLogger(
  options: { format: 'text' | 'json'; level: string; process: string },
  destination: { write(line: string): void } = process.stdout,
): Logger {
  const target =
    options.format === 'json' ? destination : { write: (line: string) => destination.write(asText(line)) };
  return pino(
    {
      level: options.level,
      base: { process: options.process },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    },
    target,
  );
}

function asText(line: string): string {
  const { level, time: _time, process: _process, msg, err, ...fields } = parseLine(line);
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? oneLine(value) : JSON.stringify(value)}`)
    .join('');
  const fault =
    typeof err === 'object' && err !== null && 'stack' in err ? stackLines(String(err.stack)) : '';
  const message = typeof msg === 'string' ? oneLine(msg) : '';
  return `[${LEVEL_NAMES[Number(level)] ?? 'INFO'}] ${message}${details}${fault}\n`;
}

/** A line break in a value must not look like a second entry, and no terminal takes orders from one. */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** An error can hold any text as well: each of its lines stands behind a bar, where no entry begins. */
function stackLines(stack: string): string {
  const lines = stack.split(/\r?\n/);
  return lines.map((line) => `\n    | ${oneLine(line)}`).join('');
}

function parseLine(line: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(line);
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}
