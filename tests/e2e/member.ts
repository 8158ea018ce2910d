import { openMemberSession, type MemberSession } from '@/scripts/pages/member-session';
import { waitForHistory } from '@/scripts/pages/product-pages';
import { runningProduct } from './product';
import { test as base } from './whole-pages';

/** No cookie at all: somebody who has not signed in. */
export const STRANGER = { cookies: [], origins: [] };

/** Tests of a signed-in member, once the history of the demo is in. */
export const test = base.extend<object, { session: MemberSession }>({
  session: [
    async ({}, use) => {
      const { origin, member } = runningProduct();
      const session = await openMemberSession(origin, member);
      await waitForHistory(session.read);
      await use(session);
      await session.api.dispose();
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  storageState: async ({ session }, use) => {
    // The whole suite takes about as long as a proof counts.
    await session.prove();
    await use(await session.api.storageState());
  },
});
