import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KEY } from '@/lib/queries/keys';
import { keepShown, refreshShown } from './refresh';

/** What is shown of people, with the answers of a test; a read that fails is tried again soon, three times. */
function shown(answer: () => Promise<string>) {
  const client = new QueryClient();
  const observer = new QueryObserver(client, {
    queryKey: [KEY.people],
    queryFn: answer,
    retry: 3,
    retryDelay: 30,
  });
  const leave = observer.subscribe(() => undefined);
  return { client, leave, result: () => observer.getCurrentResult() };
}

describe('refreshShown', () => {
  let leave = (): void => undefined;
  afterEach(() => leave());

  it('lets a read that fails come to its end, however many messages come meanwhile', async () => {
    let broken = false;
    const list = shown(() => (broken ? Promise.reject(new Error('away')) : Promise.resolve('first')));
    leave = list.leave;
    await vi.waitFor(() => expect(list.result().data).toBe('first'));
    broken = true;
    const messages = setInterval(() => refreshShown(list.client, KEY.people), 10);
    try {
      await vi.waitFor(() => expect(list.result().status).toBe('error'));
    } finally {
      clearInterval(messages);
    }
    expect(list.result().data).toBe('first');
  });

  it('reads once more after a try that was under way when something changed', async () => {
    const answers: (() => void)[] = [];
    let asked = 0;
    const list = shown(async () => {
      asked += 1;
      if (asked === 2) throw new Error('away');
      if (asked === 3) await new Promise<void>((resolve) => answers.push(resolve));
      return `answer ${asked}`;
    });
    leave = list.leave;
    await vi.waitFor(() => expect(list.result().data).toBe('answer 1'));
    refreshShown(list.client);
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    refreshShown(list.client);
    refreshShown(list.client);
    answers[0]?.();
    await vi.waitFor(() => expect(list.result().data).toBe('answer 4'));
  });

  it('reads at once what does not fail, and leaves other subjects alone', async () => {
    let asked = 0;
    const list = shown(() => Promise.resolve(`answer ${(asked += 1)}`));
    leave = list.leave;
    await vi.waitFor(() => expect(list.result().data).toBe('answer 1'));
    refreshShown(list.client, KEY.hub);
    refreshShown(list.client, KEY.people);
    await vi.waitFor(() => expect(list.result().data).toBe('answer 2'));
    expect(asked).toBe(2);
  });
});

describe('keepShown', () => {
  it('leaves what is shown as it is though it was being read again, and lets first reads go on', async () => {
    const answers: (() => void)[] = [];
    let asked = 0;
    const list = shown(async () => {
      asked += 1;
      if (asked > 1) await new Promise<void>((resolve) => answers.push(resolve));
      return `answer ${asked}`;
    });
    await vi.waitFor(() => expect(list.result().data).toBe('answer 1'));
    refreshShown(list.client);
    const first = list.client.query({
      queryKey: [KEY.events],
      queryFn: () => new Promise<string>((resolve) => answers.push(() => resolve('the first'))),
    });
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    keepShown(list.client);
    answers.forEach((answer) => answer());
    expect(await first).toBe('the first');
    expect(list.result()).toMatchObject({ data: 'answer 1', fetchStatus: 'idle' });
    list.leave();
  });
});
