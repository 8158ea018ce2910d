'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Permission } from '@/domain/permissions';
import { sessionQuery } from '@/lib/queries/frame';

/** A link to a page that needs a permission; for whoever does not have it, and would be refused, its words alone. */
export function AllowedLink({
  needs,
  href,
  className,
  children,
}: {
  needs: Permission;
  href: string;
  className?: string | undefined;
  children: ReactNode;
}) {
  const { data: session } = useQuery(sessionQuery());
  if (session?.permissions.includes(needs) !== true) return <>{children}</>;
  return (
    <Link className={className} href={href} prefetch={false}>
      {children}
    </Link>
  );
}
