import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { MOST_OF_STEP } from '@/domain/people/care';
import { personCareSchema } from '@/domain/views/care';
import { countCare, findStep, insertStep, removeStep, tickStep } from '@/server/data/people/person-care';
import { deciderOf } from '@/server/services/events/present-dispositions';
import { defineOperation } from '@/server/services/operation';
import { heldPerson } from './person-care';
import { presentCare } from './present-care';

/** As many as can be looked through. */
const MOST_STEPS = 50;
const stepIdSchema = z.uuid('Use the id of a step as the profile gives it.');

/** Puts down what is to be done about a person. */
export const addPersonStep = defineOperation({
  name: 'add-person-step',
  http: { method: 'POST', path: '/api/v1/people/:id/steps' },
  permission: 'events:triage',
  input: z.object({
    id: personIdSchema,
    text: z
      .string('Say what is to be done.')
      .trim()
      .min(1, 'Say what is to be done.')
      .max(MOST_OF_STEP, `Use at most ${MOST_OF_STEP} characters.`),
  }),
  output: personCareSchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id: asked, text }) => {
    const id = await heldPerson(accountId, tx, asked);
    const { steps } = await countCare(accountId, tx, id);
    if (steps >= MOST_STEPS)
      throw Refusal.conflict('text', `text: there are ${MOST_STEPS} steps already. Remove one first.`);
    const addedByName = deciderOf(actor).name;
    await insertStep(accountId, tx, {
      ...{ id: randomUUID(), personId: id, text },
      ...{ addedAt: new Date(now), addedByName },
    });
    audit({ entityId: id, after: { step: text } });
    announce('people');
    return presentCare(accountId, tx, id);
  },
});

/** Ticks a step, or opens it again. Two who tick the same have both what they want. */
export const tickPersonStep = defineOperation({
  name: 'tick-person-step',
  http: { method: 'POST', path: '/api/v1/people/:id/steps/:step' },
  permission: 'events:triage',
  input: z.object({
    id: personIdSchema,
    step: stepIdSchema,
    done: z.boolean('Use true or false.'),
  }),
  output: personCareSchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id: asked, step: stepId, done }) => {
    const id = await heldPerson(accountId, tx, asked);
    const step = await findStep(accountId, tx, id, stepId);
    if (step === null) throw Refusal.notFound('step');
    if ((step.doneAt !== null) !== done) {
      await tickStep(accountId, tx, stepId, done ? { at: new Date(now), by: deciderOf(actor).name } : null);
      audit({ entityId: id, before: { done: !done }, after: { step: step.text, done } });
      announce('people');
    }
    return presentCare(accountId, tx, id);
  },
});

/** Takes a step away; the audit log keeps what it said. */
export const removePersonStep = defineOperation({
  name: 'remove-person-step',
  http: { method: 'POST', path: '/api/v1/people/:id/steps/:step/remove' },
  permission: 'events:triage',
  input: z.object({ id: personIdSchema, step: stepIdSchema }),
  output: personCareSchema,
  audit: { entity: 'person' },
  effect: 'write',
  run: async ({ accountId, tx, audit, announce }, { id: asked, step: stepId }) => {
    const id = await heldPerson(accountId, tx, asked);
    const step = await findStep(accountId, tx, id, stepId);
    if (step === null) throw Refusal.notFound('step');
    await removeStep(accountId, tx, stepId);
    audit({ entityId: id, before: { step: step.text, done: step.doneAt !== null } });
    announce('people');
    return presentCare(accountId, tx, id);
  },
});
