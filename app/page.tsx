import { redirect } from 'next/navigation';

/** The first page is the dashboard. */
export default function Home() {
  redirect('/dashboard');
}
