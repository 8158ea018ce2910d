import type { Metadata } from 'next';
import { NotForYourRole } from '@/components/frame/not-for-your-role';

export const metadata: Metadata = { title: 'Not for your role' };

/** In place of a page that the reader's role does not allow: its address stays, so that it opens once the role does. */
export default function Forbidden() {
  return <NotForYourRole />;
}
