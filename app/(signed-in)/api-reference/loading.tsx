import { MembersBones } from '@/components/members/members-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <MembersBones />;
}
