import { ProfileBones } from '@/components/people/people-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <ProfileBones />;
}
