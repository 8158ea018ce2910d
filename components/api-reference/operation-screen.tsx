'use client';

import { Card } from '@/components/ui/card';
import { Copied } from '@/components/ui/copied';
import { PageHead } from '@/components/ui/page-head';
import table from '@/components/ui/table.module.css';
import type { ReferenceField, ReferenceOperation } from '@/domain/views/api-reference';
import { Method } from './method';
import { Prose } from './prose';
import styles from './api-reference.module.css';

/** One operation: what it does and for whom, what it takes, what it answers, and how to call it. */
export function OperationScreen({ operation }: { operation: ReferenceOperation }) {
  const { method, path, summary, description, access, parameters, body, answer, files, tellsSteps, curl } =
    operation;
  return (
    <>
      <PageHead
        title={summary}
        trail={[
          { label: 'API reference', href: '/api-reference' },
          { label: operation.part },
          { label: summary },
        ]}
      />
      <div className={styles.stack}>
        <Card title="What it does">
          <div className={styles.about}>
            <p className={styles.call}>
              <Method method={method} />
              <code className={styles.path}>{path}</code>
            </p>
            {description.split('\n\n').map((paragraph) => (
              <p key={paragraph}>
                <Prose text={paragraph} />
              </p>
            ))}
            <p className={styles.access}>
              <Prose text={access} />
            </p>
          </div>
        </Card>
        <Card title="From a shell" note="$PARAPET_TOKEN holds an API token">
          <dl className={styles.command}>
            <Copied label="Command" value={curl} />
          </dl>
        </Card>
        {parameters.length > 0 && (
          <Card title="In the address">
            <Fields
              label="Parameters"
              fields={parameters}
              place={(index) => parameters[index]?.in ?? 'query'}
            />
          </Card>
        )}
        {body.length > 0 && (
          <Card title="In the body" note="JSON, at most 1 MiB">
            <Fields label="Body" fields={body} />
          </Card>
        )}
        <Card title="Answer" note={files.length > 0 ? `a file: ${files.join(' or ')}` : 'JSON'}>
          {answer.length > 0 ? (
            <Fields label="Answer" fields={answer} />
          ) : (
            <p className={styles.access}>
              {files.length > 0
                ? 'It is sent piece by piece, however large it is.'
                : 'An empty object: it is done.'}
            </p>
          )}
          {tellsSteps && (
            <p className={styles.access}>
              Asked for with Accept: application/x-ndjson, it tells of each step in a line as soon as it is
              done, and ends with the answer.
            </p>
          )}
        </Card>
        <Card title="Refusals">
          <p className={styles.access}>
            What is refused is answered with problem+json: a sentence in detail, a word in code, and in errors
            each field that was not accepted.
          </p>
        </Card>
      </div>
    </>
  );
}

function Fields({
  label,
  fields,
  place,
}: {
  label: string;
  fields: readonly ReferenceField[];
  place?: (index: number) => string;
}) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Holds</th>
            <th scope="col">{place === undefined ? 'There' : 'Where'}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field, index) => (
            <tr key={`${index}-${field.name}`}>
              <th scope="row" className={styles.field} data-depth={field.depth}>
                <code>{field.name}</code>
              </th>
              <td className={styles.type}>{field.type}</td>
              <td className={table.soft}>
                {place !== undefined && `${place(index)}, `}
                {field.required ? 'always' : 'may be left out'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
