'use client';

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { Card, Panel } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState } from '@/components/ui/states';
import type { RiskImport } from '@/domain/views/risk-import';
import { change } from '@/lib/api/request';
import { sentenceOf } from '@/lib/api/problem';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { KEY } from '@/lib/queries/keys';
import { fileFault, readableText } from '@/lib/risk-import';
import { FaultTable } from './fault-table';
import styles from './import.module.css';

const PATH = '/api/v1/human-risk/import';

interface ChosenFile {
  readonly name: string;
  readonly csv: string;
}

/** What other systems say of people's conduct: a file is looked at first, then taken in. */
export function ImportScreen() {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const preview = useMutation({
    mutationFn: ({ csv }: ChosenFile) => change('riskImport', PATH, { csv, preview: true }),
  });
  const doImport = useMutation({
    mutationFn: ({ csv }: ChosenFile) => change('riskImport', PATH, { csv, skipFaulty: true }),
    onSuccess: async () => {
      for (const subject of [KEY.people, KEY.person, KEY.dashboard, KEY.behaviors])
        await client.invalidateQueries({ queryKey: [subject] });
    },
  });
  const choose = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return;
    preview.reset();
    doImport.reset();
    setFile(null);
    const fault = fileFault(chosen.size);
    const csv = fault === null ? readableText(await chosen.arrayBuffer()) : null;
    setUnreadable(fault ?? (csv === null ? NOT_TEXT : null));
    if (csv === null) return;
    const read = { name: chosen.name, csv };
    setFile(read);
    preview.mutate(read);
  };
  const error = preview.error ?? doImport.error;
  return (
    <>
      <PageHead
        title="Import human risk"
        trail={[{ label: 'Integrations', href: '/integrations' }, { label: 'Import human risk' }]}
        note="Simulated and actual phishing, training, malware and sensitive data, as other systems know them"
        actions={
          <Button
            component="a"
            href="/api/v1/human-risk/template"
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            Download template
          </Button>
        }
      />
      <div className={styles.stack}>
        <Card title="A file" note="CSV, UTF-8, at most 1 MB">
          <p className={styles.words}>
            Each line names a person by e-mail address or username, a category, a value from 0 (best) to 10
            (worst), the day, and a note if you like. The newest day of a category counts. A line that is sent
            again changes nothing; one with another value for the same person, category and day replaces the
            older. Programs send the same to <code>POST {PATH}</code>.
          </p>
          <div className={styles.choose}>
            <input
              ref={input}
              type="file"
              accept=".csv,text/csv,text/plain"
              className="visually-hidden"
              aria-label="CSV file"
              tabIndex={-1}
              onChange={(event) => {
                void choose(event.currentTarget.files?.[0]);
                // The same file, mended, can be chosen again.
                event.currentTarget.value = '';
              }}
            />
            <Button
              leftSection={<IconUpload size={15} aria-hidden />}
              variant={file === null ? 'filled' : 'default'}
              loading={preview.isPending}
              onClick={() => input.current?.click()}
            >
              {file === null ? 'Choose a file' : 'Choose another file'}
            </Button>
            {file !== null && <span className={styles.name}>{file.name}</span>}
          </div>
          {unreadable !== null && (
            <p className={styles.bad} role="alert">
              {unreadable}
            </p>
          )}
          {error !== null && (
            <p className={styles.bad} role="alert">
              {sentenceOf(error)}
            </p>
          )}
        </Card>
        {doImport.data === undefined && file !== null && preview.data !== undefined && (
          <Preview
            result={preview.data}
            pending={doImport.isPending}
            onImport={() => doImport.mutate(file)}
          />
        )}
        {doImport.data !== undefined && <Done result={doImport.data} />}
      </div>
    </>
  );
}

const NOT_TEXT =
  'This file is not text in UTF-8. In your spreadsheet, save it as “CSV UTF-8 (comma delimited)” and choose it again.';

/** What the file would do, before it does it. */
function Preview({
  result,
  pending,
  onImport,
}: {
  result: RiskImport;
  pending: boolean;
  onImport: () => void;
}) {
  const good = result.added + result.changed + result.same;
  return (
    <>
      <Card title="Before it is imported" note={formatCountOf(result.lines, 'line', 'lines')}>
        <dl className={styles.figures}>
          <Figure label="new" count={result.added} />
          <Figure label="replace another value" count={result.changed} />
          <Figure label="stored already" count={result.same} />
          <Figure label="cannot go in" count={result.faulty} />
          <Figure label="people" count={result.people} />
        </dl>
        {good === 0 ? (
          <p className={`${styles.words ?? ''} ${styles.nothing ?? ''}`}>
            {result.faulty === 0
              ? 'The file has no line below its header. Write one for each person and category, and choose it again.'
              : 'Nothing of this file can go in. Mend what is named below and choose it again.'}
          </p>
        ) : (
          <div className={styles.choose}>
            <Button loading={pending} onClick={onImport}>
              {result.faulty === 0
                ? `Import ${formatCountOf(good, 'line', 'lines')}`
                : `Import the ${formatCountOf(good, 'good line', 'good lines')}`}
            </Button>
            {result.faulty > 0 && (
              <span className={styles.name}>
                or mend the {formatCountOf(result.faulty, 'line', 'lines')} below and choose the file again
              </span>
            )}
          </div>
        )}
      </Card>
      {result.faults.length > 0 && (
        <Card title="Lines that cannot go in" note={formatCountOf(result.faulty, 'line', 'lines')}>
          <FaultTable faults={result.faults} more={result.moreFaults} />
        </Card>
      )}
    </>
  );
}

function Figure({ label, count }: { label: string; count: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{formatCount(count)}</dd>
    </div>
  );
}

function Done({ result }: { result: RiskImport }) {
  const written = result.added + result.changed;
  return (
    <Panel label="Imported">
      <EmptyState
        title={written === 0 ? 'Nothing was new.' : `Imported: ${formatCountOf(written, 'line', 'lines')}.`}
        action={
          <Button component={Link} href="/people?sort=human_risk">
            View people by human risk score
          </Button>
        }
      >
        {written === 0
          ? 'Every line that can go in was stored already, with the same value.'
          : `${formatCount(result.added)} new, ${formatCount(result.changed)} replaced another value, ${formatCount(result.same)} were stored already. Scores follow within seconds.`}
        {result.faulty > 0 && ` ${formatCountOf(result.faulty, 'line was', 'lines were')} left out.`}
      </EmptyState>
    </Panel>
  );
}
