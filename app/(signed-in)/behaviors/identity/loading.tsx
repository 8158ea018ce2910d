import { BehaviorBones } from '@/components/behaviors/behavior-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <BehaviorBones />;
}
