import { YourSignInBones } from '@/components/your-sign-in/your-sign-in-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <YourSignInBones />;
}
