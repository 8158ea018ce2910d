import { HiddenBones } from '@/components/hidden/hidden-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <HiddenBones />;
}
