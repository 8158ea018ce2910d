import { canonicalJson } from '@/domain/canonical-json';
import type { BundleContent, EvidenceBundle } from './evidence-bundle';

/** SHA-256 of a text in UTF-8, in hex. It is handed in, so that the rules stay free of a runtime. */
export type Sha256 = (text: string) => string;

/** The parts of a bundle that have a checksum of their own, so that a change can be told by its place. */
function partsOf({
  about,
  person,
  policy,
  detectors,
  events,
  records,
  arithmetic,
}: BundleContent): readonly (readonly [string, unknown])[] {
  return [
    ['about', about],
    ['person', person],
    ['policy', policy],
    ['detectors', detectors],
    ...events.map((event) => [`events/${event.id}`, event] as const),
    ...records.map((record) => [`records/${record.key}`, record] as const),
    ['arithmetic', arithmetic],
  ];
}

/** The content with the checksum of each part and of all of them. */
export function sealed(content: BundleContent, sha256: Sha256): EvidenceBundle {
  const parts: Record<string, string> = {};
  for (const [name, part] of partsOf(content)) parts[name] = sha256(canonicalJson(part));
  return { ...content, seal: { parts, whole: sha256(canonicalJson(parts)) } };
}

/** What is no longer as it was sealed, a sentence for each place. */
export function brokenSeals(bundle: EvidenceBundle, sha256: Sha256): string[] {
  const { seal } = bundle;
  const names = new Set<string>();
  const broken: string[] = [];
  for (const [name, part] of partsOf(bundle)) {
    // One checksum vouches for one part: a second one of the name may be anything.
    if (names.has(name)) {
      broken.push(`${name}: stands in the bundle twice.`);
      continue;
    }
    names.add(name);
    const is = sha256(canonicalJson(part));
    const was = seal.parts[name];
    if (was === undefined) broken.push(`${name}: was not there when the bundle was sealed.`);
    else if (was !== is)
      broken.push(
        `${name}: was changed after the bundle was sealed; its checksum is ${is}, sealed was ${was}.`,
      );
  }
  for (const name of Object.keys(seal.parts))
    if (!names.has(name)) broken.push(`${name}: was taken out after the bundle was sealed.`);
  const whole = sha256(canonicalJson(seal.parts));
  if (whole !== seal.whole)
    broken.push(
      `seal: the checksums of the parts were changed; theirs is ${whole}, sealed was ${seal.whole}.`,
    );
  return broken;
}
