import type { Metadata } from 'next';
import { ReferenceScreen } from '@/components/api-reference/reference-screen';
import { apiReference } from '@/server/http/openapi/reference';
import { readForPage } from '@/server/http/page';
import { getSession } from '@/server/services/sign-in/get-session';

export const metadata: Metadata = { title: 'API reference' };

export default async function ApiReferencePage() {
  await readForPage(getSession, {});
  return <ReferenceScreen parts={apiReference()} />;
}
