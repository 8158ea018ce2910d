import type { Metadata } from 'next';
import { NewPasswordForm } from '@/components/sign-in/new-password-form';

export const metadata: Metadata = { title: 'New password' };

/** Where a link for a new password leads. Its secret stands behind `#` and is read by the browser alone. */
export default function NewPasswordPage() {
  return <NewPasswordForm />;
}
