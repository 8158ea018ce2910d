import { DIRECTORY_PARTS, type DirectoryPart } from '@/domain/directory';

/** Where a sweep over the directory stands. */
export interface SweepPlace {
  readonly part: DirectoryPart;
  /** Duo's own offset within the part. */
  readonly offset: number;
  /** How many objects Duo counted in the part when its first page came; null while unknown. */
  readonly total: number | null;
  /** Whether something of the part could not be read: then nothing may be called gone because it was not seen. */
  readonly torn: boolean;
}

/** The beginning of a part. */
export function beginningOf(part: DirectoryPart): SweepPlace {
  return { part, offset: 0, total: null, torn: false };
}

/** The part after one; null after the last. */
export function partAfter(part: DirectoryPart): DirectoryPart | null {
  return DIRECTORY_PARTS[DIRECTORY_PARTS.indexOf(part) + 1] ?? null;
}

/** `users|300`, and behind it what has to be remembered: `users|300|951`, `users|300|951|torn`. */
export function writePlace({ part, offset, total, torn }: SweepPlace): string {
  const words = [part, String(offset), total === null ? '' : String(total), torn ? 'torn' : ''];
  return words.join('|').replace(/\|+$/, '');
}

const PLACE = /^([a-z]+)\|(\d{1,15})(?:\|(\d{0,15}))?(\|torn)?$/;

/** The place that an offset names; the beginning for none, and for one that cannot be read. */
export function readPlace(text: string | null): SweepPlace {
  const [, name, offset = '0', total = '', torn] = PLACE.exec(text ?? '') ?? [];
  const part = DIRECTORY_PARTS.find((known) => known === name);
  if (part === undefined) return beginningOf(DIRECTORY_PARTS[0]);
  return {
    part,
    offset: Number(offset),
    total: total === '' ? null : Number(total),
    torn: torn !== undefined,
  };
}
