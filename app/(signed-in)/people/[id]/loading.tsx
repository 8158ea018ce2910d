import { ProfileBones } from '@/components/people/profile-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <ProfileBones />;
}
