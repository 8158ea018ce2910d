import type { DetectorsView, ThresholdView } from '@/domain/views/detectors';

/** What a member makes of the detectors before it is saved. */
export interface DetectorDraft {
  readonly thresholds: Readonly<Record<string, number>>;
  /** Kinds that are not derived. */
  readonly off: readonly string[];
}

/** The draft that changes nothing. */
export function draftOf({ detectors, terms }: DetectorsView): DetectorDraft {
  return {
    thresholds: Object.fromEntries(
      thresholdsOf({ detectors, terms }).map(({ name, value }) => [name, value]),
    ),
    off: detectors.filter(({ on }) => !on).map(({ kind }) => kind),
  };
}

/** Every threshold on the page. */
export function thresholdsOf({
  detectors,
  terms,
}: Pick<DetectorsView, 'detectors' | 'terms'>): readonly ThresholdView[] {
  return [...terms, ...detectors.flatMap(({ thresholds }) => thresholds)];
}

/** What is wrong with a value, or null. */
export function faultOf(
  { label, lowest, highest, unit }: ThresholdView,
  value: number | undefined,
): string | null {
  if (value !== undefined && value >= lowest && value <= highest) return null;
  return `${label}: give a number from ${lowest} to ${highest} (${unit}).`;
}

/** What a draft changes, a phrase each. */
export function changesOf(view: DetectorsView, draft: DetectorDraft): readonly string[] {
  const thresholds = thresholdsOf(view)
    .filter(({ name, value }) => draft.thresholds[name] !== value)
    .map(({ name, label, value, unit }) => `${label}: ${value} → ${draft.thresholds[name] ?? '?'} ${unit}`);
  const switched = view.detectors
    .filter(({ kind, on }) => on === draft.off.includes(kind))
    .map(({ label, on }) => `${label}: switched ${on ? 'off' : 'on'}`);
  return [...thresholds, ...switched];
}
