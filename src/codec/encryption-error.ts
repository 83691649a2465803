/** Payloads cannot be encrypted or decrypted. The message is a whole sentence with the remedy, and holds no key. */
export class EncryptionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EncryptionError';
  }
}
