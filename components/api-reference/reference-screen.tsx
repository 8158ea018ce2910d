'use client';

import { TextInput } from '@mantine/core';
import Link from 'next/link';
import { useState } from 'react';
import { Card, Panel } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState } from '@/components/ui/states';
import type { ReferencePart } from '@/domain/views/api-reference';
import { formatCountOf } from '@/lib/format/number';
import { Method } from './method';
import { Prose } from './prose';
import styles from './api-reference.module.css';

/** Every operation of the API, by what it is about, found by its words. */
export function ReferenceScreen({ parts }: { parts: readonly ReferencePart[] }) {
  const [sought, setSought] = useState('');
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = parts
    .map((part) => ({
      ...part,
      operations: part.operations.filter(({ name, method, path, summary, description, audience }) => {
        const text = [part.name, name, method, path, summary, description, audience].join(' ').toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
  const count = shown.reduce((sum, { operations }) => sum + operations.length, 0);
  return (
    <>
      <PageHead
        title="API reference"
        trail={[{ label: 'Settings', href: '/settings/tokens' }, { label: 'API reference' }]}
        note={
          <>
            What the pages do, programs do too, with an <Link href="/settings/tokens">API token</Link>. For
            tools: <a href="/api/v1/openapi.json">the same as OpenAPI 3.1</a>.
          </>
        }
      />
      <div className={styles.stack}>
        <Panel label="Search">
          <div className={styles.search} role="search" aria-label="Operations">
            <TextInput
              label="Find an operation"
              placeholder="Words, a path or a permission"
              value={sought}
              onChange={(event) => setSought(event.currentTarget.value)}
            />
            <p className={styles.count} role="status">
              {formatCountOf(count, 'operation', 'operations')}
            </p>
          </div>
        </Panel>
        {count === 0 && (
          <Panel label="Operations">
            <EmptyState title="No operation is like this." centred>
              Write fewer words, or a part of a path such as people.
            </EmptyState>
          </Panel>
        )}
        {shown.map(({ name, description, operations }) => (
          <Card key={name} title={name} note={description}>
            <ul className={styles.operations}>
              {operations.map((operation) => (
                <li key={operation.name}>
                  <Link
                    href={`/api-reference/${operation.name}`}
                    className={styles.operation}
                    data-row
                    prefetch={false}
                  >
                    <span className={styles.call}>
                      <Method method={operation.method} />
                      <code className={styles.path}>{operation.path}</code>
                      <span className={styles.audience}>{operation.audience}</span>
                    </span>
                    <span className={styles.text}>
                      <Prose text={operation.description.split('\n')[0] ?? ''} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
    </>
  );
}
