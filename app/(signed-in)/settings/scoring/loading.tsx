import { ScoringBones } from '@/components/scoring/scoring-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <ScoringBones />;
}
