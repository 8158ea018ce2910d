import { isDismissal } from '@/domain/dispositions/disposition';
import { parsePolicy } from '@/domain/scoring/policy';
import { bundleArithmetic } from './bundle-arithmetic';
import { type EvidenceBundle, evidenceBundleSchema } from './evidence-bundle';
import { brokenSeals, type Sha256 } from './seal';

export type VerifiedBundle =
  /** It cannot be read as a bundle: a sentence a fault. */
  | { readonly is: 'unreadable'; readonly faults: readonly string[] }
  /** `differences` names everything that does not hold; none where all does. */
  | { readonly is: 'read'; readonly bundle: EvidenceBundle; readonly differences: readonly string[] };

/** The most that is said of one bundle. */
const MOST_SAID = 50;

/**
 * Checks a bundle by itself, without a database: that nothing was changed since it was sealed, that every record is the
 * one whose checksum it names, and that the numbers follow from its events and its policy, to the last bit.
 */
export function verifyBundle(input: unknown, sha256: Sha256): VerifiedBundle {
  const parsed = evidenceBundleSchema.safeParse(input);
  if (!parsed.success)
    return {
      is: 'unreadable',
      faults: parsed.error.issues
        .slice(0, MOST_SAID)
        .map(
          ({ path, message }) => `${path.length === 0 ? 'the file' : path.map(String).join('.')}: ${message}`,
        ),
    };
  const bundle = parsed.data;
  const differences = [
    ...brokenSeals(bundle, sha256),
    ...wrongRecords(bundle, sha256),
    ...wrongDecisions(bundle),
    ...wrongNumbers(bundle),
  ];
  const more = differences.length - MOST_SAID;
  return {
    is: 'read',
    bundle,
    differences:
      more > 0 ? [...differences.slice(0, MOST_SAID), `And ${more} more places differ.`] : differences,
  };
}

function wrongRecords({ events, records }: EvidenceBundle, sha256: Sha256): string[] {
  const keys = new Set(records.map(({ key }) => key));
  return [
    ...records.flatMap(({ key, record, sha256: stated }) => {
      const is = record === null ? stated : sha256(record);
      return is === stated
        ? []
        : [
            `records/${key}: the record is another than was collected; its checksum is ${is}, stated is ${stated}.`,
          ];
    }),
    ...events.flatMap(({ id, records: named }) =>
      named
        .filter((key) => !keys.has(key))
        .map((key) => `events/${id}: rests on the record ${key}, which is not in the bundle.`),
    ),
  ];
}

function wrongDecisions({ events }: EvidenceBundle): string[] {
  return events.flatMap(({ id, counted, decision }) =>
    counted === !isDismissal(decision?.verdict ?? null)
      ? []
      : [
          `events/${id}: is ${counted ? 'counted' : 'left out'}, while what was decided of it says ${decision?.verdict ?? 'nothing'}.`,
        ],
  );
}

function wrongNumbers({ about, person, policy, events, arithmetic }: EvidenceBundle): string[] {
  const parsed = parsePolicy(policy.body);
  if (!parsed.ok) return parsed.issues.map(({ message }) => `policy.body: ${message}`);
  const anew = bundleArithmetic(events, parsed.policy, person.criticality, Date.parse(about.at));
  return differencesOf('arithmetic', arithmetic, anew);
}

/** Where two values of JSON differ, by their path. */
function differencesOf(path: string, stated: unknown, anew: unknown): string[] {
  if (stated === anew) return [];
  if (Array.isArray(stated) && Array.isArray(anew)) {
    if (stated.length !== anew.length)
      return [`${path}: has ${stated.length} entries; the events and the policy make ${anew.length}.`];
    return stated.flatMap((one, index) => differencesOf(`${path}[${index}]`, one, anew[index]));
  }
  if (isRecord(stated) && isRecord(anew))
    return Object.keys(anew).flatMap((name) => differencesOf(`${path}.${name}`, stated[name], anew[name]));
  return [`${path}: is ${said(stated)}; the events and the policy make ${said(anew)}.`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function said(value: unknown): string {
  return JSON.stringify(value);
}
