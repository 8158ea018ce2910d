'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import forms from '@/components/ui/form.module.css';
import { Moment } from '@/components/ui/moment';
import { countedOf, toldHref, toldLine } from '@/domain/notifications/words';
import { sentenceOf } from '@/lib/api/problem';
import { usePreviewRule } from '@/lib/queries/notifications';
import type { RuleDraft } from '@/lib/rule-draft';
import { wishOf } from '@/lib/rule-draft';
import styles from './notifications.module.css';

/** What a rule that is being written would have told in the past week. Another draft is asked for anew. */
export function RulePreviewPart({ draft, zone }: { draft: RuleDraft; zone: string }) {
  const preview = usePreviewRule();
  const { trigger, about } = wishOf(draft, zone);
  const asked = JSON.stringify({ trigger, about });
  const isOfDraft = preview.variables !== undefined && JSON.stringify(preview.variables) === asked;
  const found = isOfDraft ? preview.data : undefined;
  return (
    <fieldset className={styles.fields}>
      <legend>What it would have told</legend>
      <div className={forms.row}>
        <Button
          variant="default"
          size="xs"
          loading={preview.isPending}
          onClick={() => preview.mutate({ trigger, about })}
        >
          Look at the past 7 days
        </Button>
      </div>
      {isOfDraft && preview.error !== null && (
        <p className={forms.error} role="alert">
          {sentenceOf(preview.error)}
        </p>
      )}
      <div role="status" className={styles.told}>
        {found !== undefined && (
          <>
            <p className={forms.note}>
              {found.more
                ? `At least ${countedOf(trigger.on, found.happenings)}.`
                : found.happenings === 0
                  ? 'Nothing in the past 7 days.'
                  : `${countedOf(trigger.on, found.happenings)} in the past 7 days${found.newest.length < found.happenings ? '; the newest' : ''}:`}
            </p>
            <ul>
              {found.newest.map((told) => (
                <li key={`${told.is} ${told.at} ${toldHref(told)}`}>
                  <Link href={toldHref(told)} prefetch={false}>
                    {toldLine(told)}
                  </Link>
                  , <Moment at={told.at} as="relative" />
                </li>
              ))}
            </ul>
            {found.caveat !== null && <p className={forms.note}>{found.caveat}</p>}
          </>
        )}
      </div>
    </fieldset>
  );
}
