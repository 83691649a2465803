import {
  DefaultFailureConverter,
  type PayloadConverter,
  type ProtoFailure,
} from '@temporalio/common';

/**
 * Puts a failure's message and stack into a payload, so that the codec encrypts these, too. Part of the workflows'
 * bundle, so it imports nothing else.
 */
class EncryptedFailureConverter extends DefaultFailureConverter {
  constructor() {
    super({ encodeCommonAttributes: true });
  }

  /** A copy: the SDK hands out the failure that an error came from, and would then hide its message in it for good. */
  override errorToFailureInner(error: unknown, payloadConverter: PayloadConverter): ProtoFailure {
    return { ...super.errorToFailureInner(error, payloadConverter) };
  }
}

export const failureConverter = new EncryptedFailureConverter();
