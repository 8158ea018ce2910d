import type { Metadata } from 'next';
import { ImportScreen } from '@/components/human-risk/import-screen';
import { readForPage } from '@/server/http/page';
import { riskImportTemplate } from '@/server/services/people/import-human-risk';

export const metadata: Metadata = { title: 'Import human risk' };

export default async function ImportHumanRiskPage() {
  // Asks for the permission to import; nothing of the template is needed here.
  await readForPage(riskImportTemplate, {});
  return <ImportScreen />;
}
