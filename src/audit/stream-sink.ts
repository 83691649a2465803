import { lineOf, WRITTEN, type AuditSink } from './sink.js';

/** A sink on the process's own output, a line an event. */
export function createStreamSink(stream: NodeJS.WritableStream): AuditSink {
  let broken = false;
  return {
    words: WRITTEN,
    write: async (events) => {
      // What failed may have left a part of a line behind.
      const text = `${broken ? '\n' : ''}${events.map(lineOf).join('')}`;
      broken = true;
      await new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
      broken = false;
    },
    close: () => Promise.resolve(),
  };
}
