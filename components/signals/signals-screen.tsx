'use client';

import { Button } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { SignalHistogramCard } from '@/components/charts/signal-histogram';
import { Card, Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import { WhileOld } from '@/components/ui/while-old';
import { parseSearch } from '@/domain/signal-search/parse-search';
import type { SignalHistogram, SignalsPage } from '@/domain/views/signal';
import { useAddress } from '@/lib/address';
import { Problem } from '@/lib/api/problem';
import { signalHistogramQuery, signalsQuery } from '@/lib/queries/signals';
import { useColumns } from '@/lib/remembered-columns';
import { parseSignalFilter, type SignalFilter } from '@/lib/signal-filter';
import { ColumnChoice } from './column-choice';
import { ExportSignals } from './export-signals';
import { SavedSearchesButton } from './saved-searches';
import { SearchBox } from './search-box';
import { SearchChips } from './search-chips';
import { SearchLimits } from './search-limits';
import { SignalSheet } from './signal-sheet';
import { SignalTable } from './signal-table';
import { SignalsBones } from './signals-bones';
import styles from './signals.module.css';
import { TimeChoice } from './time-choice';

/** Search of the raw records: words, fields and time, bars above, the record beside. All of it is in the address. */
export function SignalsScreen() {
  const address = useAddress();
  const filter = parseSignalFilter(address.get);
  const cursor = address.get('cursor');
  const { data, error, refetch, isPlaceholderData, isFetching } = useQuery(signalsQuery(filter, cursor));
  const histogram = useQuery(signalHistogramQuery(filter));
  if (error instanceof Problem && error.status === 403) return <NoPermission />;
  // Before anything was found there is no shape to keep.
  if (data === undefined && error === null) return <SignalsBones />;
  const again = () => {
    address.set({ cursor: null });
    void refetch();
    void histogram.refetch();
  };
  return (
    <>
      <PageHead
        title="Signals"
        note={
          data === undefined ? (
            'The raw records, as they were sent'
          ) : (
            <>
              The raw records, as they were sent · found <Moment at={data.at} as="relative" />
            </>
          )
        }
        actions={
          <Button variant="default" loading={isFetching} onClick={again}>
            Search again
          </Button>
        }
      />
      <div className={styles.stack}>
        <Panel label="Search">
          <div className={styles.tools}>
            <div className={styles.line}>
              <SearchBox q={filter.q} />
              <TimeChoice filter={filter} />
              <div className={styles.sets}>
                <SavedSearchesButton filter={filter} />
                <ColumnChoice />
              </div>
            </div>
            <SearchChips q={filter.q} />
          </div>
        </Panel>
        {error === null && <Counts counts={histogram} />}
        <Card
          title="Records"
          note="newest first"
          action={error === null && <ExportSignals filter={filter} histogram={histogram.data} />}
        >
          <WhileOld old={isPlaceholderData}>
            {error !== null && <Refused q={filter.q} error={error} retry={() => void refetch()} />}
            {error === null && <Found page={data} filter={filter} />}
          </WhileOld>
        </Card>
      </div>
      <SignalSheet />
    </>
  );
}

/** How many records there are over the time, and what a search may lack; said where it could not be read. */
function Counts({ counts }: { counts: UseQueryResult<SignalHistogram> }) {
  const address = useAddress();
  const { data, error, refetch, isPlaceholderData } = counts;
  if (data === undefined && error === null) {
    return (
      <Loading>
        <CardBones height={130} />
      </Loading>
    );
  }
  if (data === undefined || error !== null) {
    return (
      <Panel label="Records over time">
        <FailedState
          what="How many there are over time, and what may be missing, could not be read."
          error={error}
          retry={() => void refetch()}
        />
      </Panel>
    );
  }
  const choose = (from: number, to: number) =>
    address.set(
      { from: new Date(from).toISOString(), to: new Date(to).toISOString(), since: 'own', cursor: null },
      'push',
    );
  return (
    <WhileOld old={isPlaceholderData} className={styles.stack}>
      <SignalHistogramCard histogram={data} onChoose={choose} />
      <SearchLimits histogram={data} />
    </WhileOld>
  );
}

function Found({ page, filter }: { page: SignalsPage; filter: SignalFilter }) {
  const address = useAddress();
  const [columns] = useColumns();
  const go = (cursor: string | null) => address.set({ cursor }, 'push');
  if (page.signals.length === 0) return <Nothing page={page} filter={filter} />;
  return (
    <>
      <SignalTable signals={page.signals} columns={columns} />
      <div className={styles.pages}>
        {address.get('cursor') !== null && (
          <Button variant="default" onClick={() => go(null)}>
            Show the newest
          </Button>
        )}
        {page.newerCursor !== null && (
          <Button variant="default" onClick={() => go(page.newerCursor)}>
            Show newer records
          </Button>
        )}
        {page.olderCursor !== null && (
          <Button variant="default" onClick={() => go(page.olderCursor)}>
            Show older records
          </Button>
        )}
      </div>
    </>
  );
}

function Nothing({ page, filter }: { page: SignalsPage; filter: SignalFilter }) {
  const address = useAddress();
  if (filter.q === '') {
    return (
      <EmptyState title="No record lies in this time." centred>
        Records appear here as integrations collect them. Choose another time, or look under Integrations
        whether they do.
      </EmptyState>
    );
  }
  const clear = (
    <Button variant="default" onClick={() => address.set({ q: null, cursor: null }, 'push')}>
      Take all conditions away
    </Button>
  );
  if (page.unknownWords.length > 0) {
    return (
      <EmptyState
        title={`Nobody and nothing here is called ${page.unknownWords.join(', ')}.`}
        centred
        action={clear}
      >
        Words are looked for among people, applications, devices, addresses and what records say of result,
        reason and factor. Write less of it, or use * for any text, as in application:vpn*.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No record matches." centred action={clear}>
      Take a condition away, or choose a longer time.
    </EmptyState>
  );
}

/** A search that was not run says why and what to narrow; anything else can be tried again. */
function Refused({ q, error, retry }: { q: string; error: Error; retry: () => void }): ReactNode {
  const address = useAddress();
  if (!(error instanceof Problem) || error.code !== 'invalid_input')
    return <FailedState what="The records could not be searched." error={error} retry={retry} />;
  return (
    <div role="alert">
      <EmptyState
        title="This search was not run."
        centred
        action={
          <Button
            variant="default"
            onClick={() => address.set({ q: null, since: null, from: null, to: null, cursor: null }, 'push')}
          >
            Begin anew
          </Button>
        }
      >
        {parseSearch(q).faults.length > 0
          ? 'What is wrong with it is said under the field above, where it can be corrected.'
          : error.message}
      </EmptyState>
    </div>
  );
}

function NoPermission() {
  return (
    <>
      <PageHead title="Signals" />
      <Panel label="Signals">
        <EmptyState title="Your role may not read raw records." centred>
          What was recognised in them stands on the profiles of people. Ask an administrator of your account
          if you need the records themselves.
        </EmptyState>
      </Panel>
    </>
  );
}
