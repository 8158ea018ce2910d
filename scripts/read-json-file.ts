import { readFileSync } from 'node:fs';

/** Input that a person has to mend; each fault is one sentence. */
export class BadInput extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/**
 * The content of a JSON file.
 *
 * @param option the command-line option that named the file, for the sentence when there is none
 * @throws BadInput when it cannot be read or is not JSON; names the line of the first fault
 */
export function readJsonFile(file: string, option: string): unknown {
  return parseJsonText(file, readTextFile(file, option, 'a JSON file'));
}

/** The text of a file. @throws BadInput when it cannot be read; `what` the option wants is said */
export function readTextFile(file: string, option: string, what: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new BadInput([`${file} cannot be read (${messageOf(error)}). Give ${option} the path of ${what}.`]);
  }
}

/** The content of JSON that a file holds. @throws BadInput when it is none; names the line of the first fault */
export function parseJsonText(file: string, text: string): unknown {
  const fault = faultOf(text);
  if (fault === null) return JSON.parse(text);
  const line = text.slice(0, positionOf(fault, text)).split('\n').length;
  throw new BadInput([
    `${file}, line ${line}: this is not JSON (${fault}). Correct that line and run the command again.`,
  ]);
}

/** A name that one object of a JSON text has twice; null where there is none. Which of the two counts, readers disagree. */
export function nameTwice(text: string): string | null {
  const open: Set<string>[] = [];
  for (const [token, quoted, colon] of text.matchAll(/[{}]|("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (quoted !== undefined && colon !== undefined) {
      const name = String(JSON.parse(quoted));
      if (open.at(-1)?.has(name) === true) return name;
      open.at(-1)?.add(name);
    }
  }
  return null;
}

function faultOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function positionOf(fault: string, text: string): number {
  const named = /position (\d+)/.exec(fault)?.[1];
  if (named !== undefined) return Number(named);
  // An unexpected token comes without its position. A text cut before it fails by ending, one cut behind it does not.
  const isPast = (length: number) => faultOf(text.slice(0, length))?.startsWith('Unexpected token') === true;
  if (!isPast(text.length)) return text.trimEnd().length;
  let before = 0;
  let past = text.length;
  while (past - before > 1) {
    const middle = Math.floor((before + past) / 2);
    if (isPast(middle)) past = middle;
    else before = middle;
  }
  return before;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'unknown error';
}
