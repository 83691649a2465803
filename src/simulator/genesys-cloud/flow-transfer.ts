import type { Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import { exportPrefix, type FlowExport } from './flow-exports.js';
import { startJob, uploadPrefix, type FlowJob } from './flow-jobs.js';
import type { GenesysPlatform } from './platform.js';
import { promptUploadPrefix, takeRecording } from './prompt-uploads.js';

/**
 * The file store behind presigned URLs. It belongs to another service: no token, no rate limit, no
 * correlation id, errors in XML.
 */
export function answerTransfer(
  request: SimulatorRequest,
  platform: GenesysPlatform,
  nowMs: number,
): Answer | undefined {
  if (request.path.startsWith(uploadPrefix)) return upload(request, platform, nowMs);
  if (request.path.startsWith(exportPrefix)) return download(request, platform);
  if (request.path.startsWith(promptUploadPrefix)) {
    const isTaken = request.method === 'PUT' && takeRecording(request, platform, nowMs);
    return isTaken ? { status: 200, headers: {}, body: undefined } : refusal(404, 'NoSuchKey');
  }
  return undefined;
}

function upload(request: SimulatorRequest, platform: GenesysPlatform, nowMs: number): Answer {
  const job = platform.jobs.get(request.path.slice(uploadPrefix.length));
  if (request.method !== 'PUT' || job === undefined) return refusal(404, 'NoSuchKey');
  const problem = uploadProblem(request, job, nowMs);
  if (problem !== undefined) return problem;
  // Putting the same object once more is no second job.
  if (!job.isUploaded) startJob(platform, job, request.text, nowMs);
  return { status: 200, headers: {}, body: undefined };
}

function uploadProblem(request: SimulatorRequest, job: FlowJob, nowMs: number): Answer | undefined {
  if (request.headers.authorization !== undefined) return refusal(400, 'InvalidArgument');
  if (request.query.get('X-Amz-Signature') !== job.signature) {
    return refusal(403, 'SignatureDoesNotMatch');
  }
  if (nowMs > job.expiresMs) return refusal(403, 'AccessDenied');
  const isSigned = Object.entries(job.headers).every(
    ([name, value]) => request.headers[name] === value,
  );
  return isSigned ? undefined : refusal(403, 'SignatureDoesNotMatch');
}

function download(request: SimulatorRequest, platform: GenesysPlatform): Answer {
  const id = request.path.slice(exportPrefix.length);
  const found: FlowExport | undefined = platform.exports.get(id);
  if (found === undefined || found.content === null) return refusal(404, 'NoSuchKey');
  return { status: 200, headers: {}, body: found.content, mediaType: 'application/yaml' };
}

function refusal(status: number, code: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`;
  return { status, headers: {}, body, mediaType: 'application/xml' };
}
