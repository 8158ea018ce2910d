import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { CampaignsPage } from '@/domain/views/campaign';
import { campaignsQuery } from '@/lib/queries/campaigns';
import { makeQueryClient } from '@/lib/queries/client';
import { PageHouse } from '@/components/page-house';
import { CampaignsScreen } from './campaigns-screen';

it('campaigns are called what they are, not what the address asks for meanwhile', () => {
  const client = makeQueryClient();
  const page: CampaignsPage = {
    ...{ at: '2026-11-28T09:00:00.000Z', part: 'closed', outcome: 'got_in' },
    ...{ counts: { open: 2, closed: 0 }, campaigns: [], nextCursor: null },
  };
  const { queryKey } = campaignsQuery({ part: 'open', outcome: null });
  client.setQueryData(queryKey, { pages: [page], pageParams: [null] });
  const html = renderToString(
    <PageHouse client={client}>
      <CampaignsScreen />
    </PageHouse>,
  );
  expect(html).toContain('Closed campaigns');
  expect(html).not.toContain('Open campaigns');
  expect(html).toContain('No campaign matches.');
});
