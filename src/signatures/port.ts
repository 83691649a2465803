export interface SignatureToVerify {
  /** The text that was signed. */
  readonly message: string;
  /** Armored, as `ssh-keygen -Y sign` writes it. */
  readonly signature: string;
  /** Public keys of the person, as in `authorized_keys`; any of them may have signed. */
  readonly publicKeys: readonly string[];
}

/** Verifies people's signatures. */
export interface SignatureVerifier {
  /** Null where a key of the person signed this very text; else the reason, for people. */
  objectionTo(request: SignatureToVerify): Promise<string | null>;
}
