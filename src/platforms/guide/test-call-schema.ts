import { z } from 'zod';

const instant = z.iso.datetime({ offset: true }).nullable();
const id = z.string().min(1);

export const testCallsSchema = z.object({
  calls: z.array(
    z.object({
      id,
      route: z.object({
        flowErrors: z.array(z.object({ id })),
        strategyId: id.nullable(),
        queueId: id.nullable(),
      }),
      /** `open` until an agent answers or the call is lost. */
      ending: z.string().min(1),
      waitSeconds: z.number().nonnegative().nullable(),
      queuedAt: instant,
      assignedAt: instant,
      agentSkills: z.array(z.string()).nullable(),
    }),
  ),
});
export type TestCallAnswer = z.infer<typeof testCallsSchema>['calls'][number];
