import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';

/** The API tokens of the reader, or of everybody for those who see members. */
export function tokensQuery() {
  return queryOptions({
    queryKey: [KEY.tokens],
    queryFn: ({ signal }) => read('tokens', '/api/v1/tokens', signal),
  });
}

interface TokenWish {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly expiresAt: string;
}

/** Makes a token; the answer holds it, this once. */
export function useMakeToken() {
  return useTokensChange((wish: TokenWish) => change('madeToken', '/api/v1/tokens', { ...wish }));
}

/** Revokes a token. */
export function useRevokeToken(id: string) {
  return useTokensChange(() => change('done', `/api/v1/tokens/${encodeURIComponent(id)}/revoke`));
}

function useTokensChange<Input, Output>(make: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSettled: () => client.invalidateQueries({ queryKey: [KEY.tokens] }),
  });
}
