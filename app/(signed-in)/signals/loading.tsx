import { SignalsBones } from '@/components/signals/signals-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <SignalsBones />;
}
