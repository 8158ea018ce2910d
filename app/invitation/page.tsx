import type { Metadata } from 'next';
import { InvitationForm } from '@/components/sign-in/invitation-form';

export const metadata: Metadata = { title: 'Invitation' };

/** Where an invitation leads. Its secret stands behind `#` and is read by the browser alone. */
export default function InvitationPage() {
  return <InvitationForm />;
}
