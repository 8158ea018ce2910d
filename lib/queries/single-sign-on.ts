import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';

/** The identity provider of the account. */
export function singleSignOnQuery() {
  return queryOptions({
    queryKey: [KEY.singleSignOn],
    queryFn: ({ signal }) => read('singleSignOn', '/api/v1/account/single-sign-on', signal),
  });
}

/** What is typed of a provider. */
export interface ProviderWish {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly domains: readonly string[];
  readonly groupsClaim: string;
  readonly mappings: readonly { readonly group: string; readonly role: string }[];
}

function useProviderChange<Input, Output>(make: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSettled: () => client.invalidateQueries({ queryKey: [KEY.singleSignOn] }),
  });
}

/** Sets the provider; it is asked first. */
export function useSetProvider() {
  return useProviderChange((wish: ProviderWish) =>
    change('done', '/api/v1/account/single-sign-on', { ...wish }),
  );
}

/** Looks for the record that proves a domain. */
export function useCheckDomain(domain: string) {
  return useProviderChange(() =>
    change('checkedDomain', '/api/v1/account/single-sign-on/domains/check', { domain }),
  );
}

/** Takes the provider away. */
export function useRemoveProvider() {
  return useProviderChange(() => change('done', '/api/v1/account/single-sign-on/remove'));
}
