import { ListPageBones } from '@/components/ui/skeleton';

/** Shown while the page is on its way. */
export default function Loading() {
  return <ListPageBones />;
}
