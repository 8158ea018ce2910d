import type { Metadata } from 'next';
import type { SearchProps } from '@/app/page-props';
import { NoticeForm } from '@/components/privacy/notice-form';
import { Door } from '@/components/sign-in/door';
import { localPathOr } from '@/server/http/local-path';
import { readForPage } from '@/server/http/page';
import { getNotice } from '@/server/services/privacy/monitoring-notice';
import { getSession } from '@/server/services/sign-in/get-session';

export const metadata: Metadata = { title: 'Notice on monitoring' };

export default async function NoticePage({ searchParams }: SearchProps) {
  const [notice, session] = await Promise.all([readForPage(getNotice, {}), readForPage(getSession, {})]);
  const { next } = await searchParams;
  return (
    <Door
      title="Notice on monitoring"
      note={
        notice.open
          ? 'What everybody who sees people in this account works under.'
          : 'Nobody is shown in this account before its notice is accepted.'
      }
      below={`${session.account.name}, signed in as ${session.member.email}`}
      wide
    >
      <NoticeForm notice={notice} next={localPathOr(next, '/')} />
    </Door>
  );
}
