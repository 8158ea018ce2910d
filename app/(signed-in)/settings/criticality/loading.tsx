import { CriticalityBones } from '@/components/criticality/criticality-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <CriticalityBones />;
}
