import { DetectorsBones } from '@/components/detectors/detectors-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <DetectorsBones />;
}
