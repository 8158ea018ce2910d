import { DashboardBones } from '@/components/dashboard/dashboard-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <DashboardBones />;
}
