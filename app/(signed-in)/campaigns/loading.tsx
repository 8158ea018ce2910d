import { CampaignsBones } from '@/components/campaigns/campaign-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <CampaignsBones />;
}
