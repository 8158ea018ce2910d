import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { DetectorsScreen } from '@/components/detectors/detectors-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { detectorsQuery } from '@/lib/queries/detectors';
import { readForPage } from '@/server/http/page';
import { listDetectors } from '@/server/services/detection/list-detectors';

export const metadata: Metadata = { title: 'Detectors' };

export default async function DetectorsPage() {
  const client = makeQueryClient();
  await client.query({ ...detectorsQuery(), queryFn: () => readForPage(listDetectors, {}) });
  return (
    <PageAnswers client={client}>
      <DetectorsScreen />
    </PageAnswers>
  );
}
