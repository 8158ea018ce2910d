/**
 * Proves the running product through its own HTTP API, as a member would use it: signs in with the one-time password,
 * chooses an own one, configures a second integration, stages an attack at the simulator, and waits until it is an
 * identity event that has raised the person's attack factor. Reads PARAPET_CHECK; prints one JSON line, or ends with
 * the reason.
 */
import { z } from 'zod';
import { dashboardSchema } from '@/domain/views/dashboard';
import { hubSchema, integrationViewSchema } from '@/domain/views/integration';
import { eventsPageSchema, peoplePageSchema, profileSchema } from '@/domain/views/person';
import { MemberClient } from '@/scripts/pages/member-client';
import { waitForHistory } from '@/scripts/pages/product-pages';
import { steer } from './steer-simulator';

const taskSchema = z.object({
  origin: z.url(),
  email: z.string(),
  password: z.string(),
  simulator: z.object({
    host: z.string(),
    ikey: z.string(),
    skey: z.string(),
    controlUrl: z.url(),
    controlToken: z.string(),
  }),
});

const WAIT_MS = 90_000;

/** Asks again until there is an answer, each second. */
async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${WAIT_MS / 1_000} s in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

type Simulator = z.infer<typeof taskSchema>['simulator'];

/** Duo takes a permission away and gives it back: how long until the integration says so, and until it is well. */
async function loseAndRegainPermission(
  member: MemberClient,
  id: string,
  simulator: Simulator,
): Promise<{ secondsToSayRefused: number; secondsToHeal: number }> {
  const wordIs = async (what: string, words: readonly string[]): Promise<number> => {
    const began = Date.now();
    await until(what, async () => {
      const { status } = integrationViewSchema.parse(await member.get(`/api/v1/integrations/${id}`));
      return words.includes(status.word) ? status : null;
    });
    return Math.round((Date.now() - began) / 100) / 10;
  };
  await wordIs('the second integration was well', ['connected']);
  await steer(simulator, '/permissions', { revoke: ['read_log'] });
  const secondsToSayRefused = await wordIs('a refused permission was said', ['partial', 'action_required']);
  await steer(simulator, '/permissions', { grant: ['read_log'] });
  const secondsToHeal = await wordIs('the permission was found again', ['connected', 'syncing']);
  return { secondsToSayRefused, secondsToHeal };
}

async function check(): Promise<object> {
  const task = taskSchema.parse(JSON.parse(process.env['PARAPET_CHECK'] ?? '{}'));
  const { host, ikey, skey } = task.simulator;
  const member = new MemberClient(task.origin);
  await member.signIn(task.email, task.password);
  await member.chooseOwnPassword(task.password);
  const input = { connector: 'cisco-duo', name: 'Cisco Duo · Check', fields: { host, ikey, skey } };
  const { id } = z.object({ id: z.uuid() }).parse(await member.post('/api/v1/integrations', input));
  await until('the second integration had polled', async () => {
    const view = integrationViewSchema.parse(await member.get(`/api/v1/integrations/${id}`));
    return view.status.word === 'connected' || view.status.word === 'syncing' ? view : null;
  });

  const answer = await steer(task.simulator, '/attack', { kind: 'PUSH_HARASSMENT' });
  const staged = z.object({ username: z.string() }).parse(answer);
  const stagedAt = Date.now();
  const found = await until(`the attack on ${staged.username} was an identity event`, async () => {
    const { people } = peoplePageSchema.parse(
      await member.get(`/api/v1/people?q=${encodeURIComponent(staged.username)}`),
    );
    for (const person of people.filter((candidate) => candidate.username === staged.username)) {
      const page = eventsPageSchema.parse(await member.get(`/api/v1/events?person=${person.id}`));
      const event = page.events.find(
        (candidate) =>
          candidate.integration.id === id && Date.parse(candidate.occurredAt) > stagedAt - 120_000,
      );
      if (event !== undefined && event.contribution > 0) return { person, event };
    }
    return null;
  });
  const secondsToFirstEvent = (Date.now() - stagedAt) / 1_000;
  const profile = profileSchema.parse(await member.get(`/api/v1/people/${found.person.id}`));
  if (profile.person.attackFactor.score <= 0) throw new Error('The event did not raise the attack factor.');
  await waitForHistory((path) => member.get(path), WAIT_MS);
  const lostAndFound = await loseAndRegainPermission(member, id, task.simulator);
  const dashboard = dashboardSchema.parse(await member.get('/api/v1/dashboard?range=30d'));
  const tiles = hubSchema.parse(await member.get('/api/v1/integrations'));
  return {
    ...lostAndFound,
    secondsToFirstEvent: Math.round(secondsToFirstEvent * 10) / 10,
    signals: tiles.integrations.reduce((sum, tile) => sum + tile.signals24h, 0),
    identityEvents: dashboard.identity.events,
    people: dashboard.attackFactor.total,
  };
}

check().then(
  (found) => console.log(JSON.stringify(found)),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
