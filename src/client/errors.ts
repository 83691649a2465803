import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';

/** What went wrong, for callers that decide by it. */
export type RollcallErrorKind =
  | 'serverUnreachable'
  | 'alreadyRunning'
  | 'notFound'
  /** It failed before it could answer queries: its input was bad. */
  | 'noStatus'
  | 'refused'
  | 'noWorker'
  | 'ambiguous'
  | 'searchAttributesMissing';

/** An error whose message is a whole sentence for people, with what to do about it. */
export class RollcallError extends Error {
  readonly kind: RollcallErrorKind;

  constructor(kind: RollcallErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RollcallError';
    this.kind = kind;
  }
}

// gRPC status codes, by name in https://grpc.io/docs/guides/status-codes/
const DEADLINE_EXCEEDED = 4;
const FAILED_PRECONDITION = 9;
const UNAVAILABLE = 14;

/** The gRPC status code of an error or of its cause; null for other errors. */
export function grpcCode(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code;
  if (error instanceof ServiceError) return grpcCode(error.cause);
  return null;
}

/** Translates what Temporal's client throws about one rollout; unknown errors pass through. */
export function translate(error: unknown, workflowId: string): unknown {
  if (error instanceof RollcallError) return error;
  if (error instanceof WorkflowNotFoundError) {
    return new RollcallError('notFound', `There is no rollout ${workflowId}, or it has ended.`, {
      cause: error,
    });
  }
  if (error instanceof QueryNotRegisteredError) {
    return new RollcallError(
      'notFound',
      `${workflowId} is no rollout: it does not answer queries.`,
      {
        cause: error,
      },
    );
  }
  switch (grpcCode(error)) {
    case DEADLINE_EXCEEDED:
    case FAILED_PRECONDITION:
      return new RollcallError(
        'noWorker',
        `No worker answered for ${workflowId} in time. Is one running? Start it with: rollcall worker`,
        { cause: error },
      );
    case UNAVAILABLE:
      return new RollcallError('serverUnreachable', 'The Temporal server went away: try again.', {
        cause: error,
      });
    case null:
    default:
      return error;
  }
}
