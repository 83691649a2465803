/** Where lines of the audit end up. */
export interface AuditSink {
  /** Appends whole lines, each with its line break. Rejects where none or not all of them were written. */
  write(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** A sink on the process's own output. */
export function createStreamSink(stream: NodeJS.WritableStream): AuditSink {
  return {
    write: (lines) =>
      new Promise((resolve, reject) => {
        stream.write(lines.join(''), (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    close: () => Promise.resolve(),
  };
}
