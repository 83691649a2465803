import type { Client } from '@temporalio/client';
import type { WorkerVersion } from '../../settings.js';
import { check, type Check } from './check.js';

/** A build of the workers, and what still needs it. */
export interface VersionInUse {
  readonly buildId: string;
  /** New workflows are started on it. */
  readonly current: boolean;
  /** Open workflows that only its workers go on with. */
  readonly open: number;
}

/** The builds that Temporal knows of a deployment, the current one first. */
export async function versionsInUse(
  client: Client,
  deploymentName: string,
): Promise<readonly VersionInUse[]> {
  const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
    namespace: client.options.namespace,
    deploymentName,
  });
  const current = workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
  const builds = (workerDeploymentInfo?.versionSummaries ?? []).flatMap(
    ({ deploymentVersion }) => deploymentVersion?.buildId ?? [],
  );
  const found = builds.map(async (buildId): Promise<VersionInUse> => {
    const version = `${deploymentName}:${buildId}`;
    const query = `TemporalWorkerDeploymentVersion="${version}" AND ExecutionStatus="Running"`;
    const { count } = await client.workflow.count(query);
    return { buildId, current: buildId === current, open: count };
  });
  return (await Promise.all(found)).sort((a, b) => Number(b.current) - Number(a.current));
}

/** Which builds there are, and which workers may be stopped; no check where workers are not versioned. */
export async function checkVersions(
  client: Client,
  version: WorkerVersion | null,
): Promise<Check[]> {
  if (version === null) return [];
  const { deploymentName, buildId } = version;
  const setCurrent = `temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id ${buildId}`;
  return [
    await check('worker versions', setCurrent, async () => {
      const versions = await versionsInUse(client, deploymentName);
      if (!versions.some(({ current }) => current))
        throw new Error(`no build of ${deploymentName} is current: nothing new is started`);
      return versions.map(versionText).join('; ');
    }),
  ];
}

function versionText({ buildId, current, open }: VersionInUse): string {
  if (current) return `${buildId} is current (${open} open)`;
  return open === 0
    ? `${buildId}: nothing is open, its workers may be stopped`
    : `${buildId} is drained when its ${open} open workflow(s) have ended`;
}
