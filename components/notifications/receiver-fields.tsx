'use client';

import { Checkbox } from '@mantine/core';
import forms from '@/components/ui/form.module.css';
import table from '@/components/ui/table.module.css';
import type { NotificationRules } from '@/domain/views/notification';
import type { RuleDraft } from '@/lib/rule-draft';
import styles from './notifications.module.css';
import { turned } from './turned-choice';

/** Which members are told, and by which way. */
export function ReceiverFields({
  draft,
  put,
  view: { members: known, mail },
}: {
  draft: RuleDraft;
  put: (change: Partial<RuleDraft>) => void;
  view: NotificationRules;
}) {
  const ids = known.map(({ id }) => id);
  return (
    <fieldset className={styles.fields}>
      <legend>To whom</legend>
      <div className={styles.receivers}>
        <table className={table.table} aria-label="Members">
          <thead>
            <tr>
              <th scope="col">Member</th>
              <th scope="col">In Parapet</th>
              <th scope="col">By e-mail</th>
            </tr>
          </thead>
          <tbody>
            {known.map(({ id, name, role, off }) => (
              <tr key={id}>
                <th scope="row">
                  {name}
                  {role !== null && (
                    <span className={table.sub}>{off === true ? `${role}, switched off` : role}</span>
                  )}
                </th>
                <td>
                  <Checkbox
                    aria-label={`Tell ${name} in Parapet`}
                    checked={draft.inProduct.includes(id)}
                    onChange={() => put({ inProduct: turned(ids, draft.inProduct, id) })}
                  />
                </td>
                <td>
                  <Checkbox
                    aria-label={`Tell ${name} by e-mail`}
                    checked={draft.byMail.includes(id)}
                    onChange={() => put({ byMail: turned(ids, draft.byMail, id) })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={forms.note}>
        Each is told what their role shows, and people by name only where it shows names.
        {!mail && ' No mail server is configured: by e-mail nothing is sent until one is.'}
      </p>
    </fieldset>
  );
}
