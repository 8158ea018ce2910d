import { HubBones } from '@/components/integrations/integration-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <HubBones />;
}
