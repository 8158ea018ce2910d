'use client';

import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import styles from '@/components/members/members.module.css';
import type { SingleSignOn } from '@/domain/views/single-sign-on';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { useSetProvider } from '@/lib/queries/single-sign-on';
import own from './single-sign-on.module.css';

type Mapping = { readonly group: string; readonly role: string };

/** What is known of the provider, to be changed. The secret is never shown, and asked for again with another provider. */
export function ProviderForm({ settings: { provider, roles } }: { settings: SingleSignOn }) {
  const [values, setValues] = useState({
    issuer: provider?.issuer ?? '',
    clientId: provider?.clientId ?? '',
    clientSecret: '',
    domains: provider?.domains.map(({ domain }) => domain).join(', ') ?? '',
    groupsClaim: provider?.groupsClaim ?? 'groups',
  });
  const first = { group: '', role: roles.find(({ id }) => id === 'analyst')?.id ?? roles[0]?.id ?? '' };
  const [mappings, setMappings] = useState<readonly Mapping[]>(
    provider?.mappings.map(({ group, role }) => ({ group, role })) ?? [first],
  );
  const set = useSetProvider();
  const problem = set.error instanceof Problem ? set.error : null;
  const faultOf = (name: string) =>
    problem?.fields.find((fault) => fault.field.split('.')[0] === name)?.message ?? null;
  // Whether a secret is stored is looked up only once all else is right: who has more to mend is told both at once.
  const lacksSecret = problem !== null && provider === null && values.clientSecret.trim() === '';
  const field = (name: keyof typeof values) => ({
    name,
    value: values[name],
    error: faultOf(name) ?? (name === 'clientSecret' && lacksSecret ? 'Enter the secret.' : null),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      setValues({ ...values, [name]: event.currentTarget.value });
    },
  });
  const unmapped = faultOf('mappings');
  const shown = unmapped !== null || Object.keys(values).some((name) => faultOf(name) !== null);
  const change = (place: number, mapping: Mapping | null) =>
    setMappings(mappings.flatMap((one, at) => (at === place ? (mapping === null ? [] : [mapping]) : [one])));

  return (
    <form
      className={own.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (set.isPending) return;
        const domains = values.domains.split(/[\s,]+/).filter((domain) => domain !== '');
        set.mutate({ ...values, domains, mappings: mappings.filter(({ group }) => group.trim() !== '') });
      }}
    >
      <TextInput
        label="Issuer"
        description="As in https://login.example.com"
        maxLength={500}
        {...field('issuer')}
      />
      <TextInput label="Client id" autoComplete="off" maxLength={200} {...field('clientId')} />
      <PasswordInput
        label="Client secret"
        description={provider === null ? undefined : 'Leave it empty to keep the one that is stored.'}
        autoComplete="off"
        maxLength={500}
        {...field('clientSecret')}
      />
      <TextInput
        label="Domains"
        description="People with these in their e-mail address sign in here, once each is proven. How is shown when this is saved."
        maxLength={1000}
        {...field('domains')}
      />
      <TextInput label="Claim with the groups" maxLength={100} {...field('groupsClaim')} />
      <fieldset className={own.mappings}>
        <legend>Groups and roles</legend>
        <p className={styles.note}>The first that somebody is in decides. Who is in none is not let in.</p>
        {mappings.map((mapping, place) => (
          <div className={own.mapping} key={place}>
            <TextInput
              aria-label={`Group ${place + 1}`}
              placeholder="Group"
              maxLength={200}
              value={mapping.group}
              onChange={(event) => change(place, { ...mapping, group: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={`Role ${place + 1}`}
              data={roles.map(({ id, label }) => ({ value: id, label }))}
              value={mapping.role}
              onChange={(event) => change(place, { ...mapping, role: event.currentTarget.value })}
            />
            <Button
              variant="default"
              aria-label={`Remove group ${place + 1}`}
              disabled={mappings.length === 1}
              onClick={() => change(place, null)}
            >
              Remove
            </Button>
          </div>
        ))}
        {unmapped !== null && (
          <p className={styles.error} role="alert">
            {unmapped}
          </p>
        )}
        <div className={styles.row}>
          <Button variant="default" size="compact-sm" onClick={() => setMappings([...mappings, first])}>
            Add a group
          </Button>
        </div>
      </fieldset>
      {set.error !== null && !shown && (
        <p className={styles.error} role="alert">
          {sentenceOf(set.error)}
        </p>
      )}
      {set.isSuccess && (
        <p className={styles.note} role="status">
          The provider answers, and is set. Domains count once they are proven.
        </p>
      )}
      <div className={styles.row}>
        <Button type="submit" loading={set.isPending}>
          Ask the provider and save
        </Button>
      </div>
    </form>
  );
}
