import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';

/** The accounts of customers, with what the reader may see in each. Their changes are not announced here. */
export function customersQuery() {
  return queryOptions({
    queryKey: [KEY.customers],
    queryFn: ({ signal }) => read('customers', '/api/v1/customers', signal),
    refetchInterval: 30_000,
  });
}

function useCustomersChange<Input>(make: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSettled: () =>
      Promise.all([KEY.customers, KEY.session].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

/** Makes the account of a customer. */
export function useMakeCustomer() {
  return useCustomersChange((wish: { readonly name: string; readonly role: string }) =>
    change('done', '/api/v1/customers', wish),
  );
}

/** Lets a member into the account of a customer. */
export function useLetIn(customerId: string) {
  return useCustomersChange((wish: { readonly memberId: string; readonly role: string }) =>
    change('done', `/api/v1/customers/${encodeURIComponent(customerId)}/members`, wish),
  );
}

/** Goes on in another account of the member, without signing in again: everything on screen begins anew. */
export function useSwitchAccount() {
  return useMutation({
    mutationFn: (accountId: string) => change('done', '/api/v1/session/account', { accountId }),
    onSuccess: () => window.location.assign('/'),
  });
}
